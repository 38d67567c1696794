/** The demonstration page: its questions open the chat, and its tag can be copied. */

const tag = `<script type="module" src="${new URL("../widget.js", import.meta.url)}"></script>`;
const shown = /** @type {HTMLElement} */ (document.getElementById("tag"));
const copied = /** @type {HTMLElement} */ (document.getElementById("copied"));
shown.textContent = tag;

for (const button of document.querySelectorAll("[data-question]")) {
  button.addEventListener("click", () => {
    const { question } = /** @type {HTMLElement} */ (button).dataset;
    document.dispatchEvent(new CustomEvent("lupus-guide-chat:open", { detail: { question } }));
  });
}

document.getElementById("copy")?.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(tag);
    copied.textContent = "Copied.";
  } catch {
    // Where a site has no https, or the person said no: the text is there to be copied by hand.
    getSelection()?.selectAllChildren(shown);
    copied.textContent = "The browser does not allow it. The tag is selected: copy it from there.";
  }
});
