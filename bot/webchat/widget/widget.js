/**
 * The one tag of the web chat:
 *
 *     <script type="module" src="https://guide-bot.example.org/webchat/widget.js"></script>
 *
 * Adds the chat to the page, with the `data-` attributes of the tag, unless the page has placed the element itself.
 */

// All named here, so that a browser fetches them together and not one behind the other.
import "./announcer.js";
import "./api.js";
import "./composer.js";
import "./conversation.js";
import "./dom.js";
import "./entry.js";
import "./helplines.js";
import "./log.js";
import "./menu.js";
import "./panel.js";
import "./storage.js";
import "./texts.js";
import "./verdict.js";
import { LupusGuideChat } from "./element.js";

customElements.define("lupus-guide-chat", LupusGuideChat);

if (!document.querySelector("lupus-guide-chat")) {
  const chat = document.createElement("lupus-guide-chat");
  const tag = [...document.scripts].find(({ src }) => src === import.meta.url);
  Object.assign(chat.dataset, tag?.dataset);
  document.body.append(chat);
}
