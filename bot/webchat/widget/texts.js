/**
 * Every word of the interface. Another language is another object with the same names, listed in LANGUAGES;
 * `dir: "rtl"` turns the layout round. What stands in braces is put in by the program.
 */

export const english = {
  lang: "en",
  dir: "ltr",
  name: "Guide bot",
  tagline: "Answers from one guide page",
  launch: "Ask the guide bot",
  unread: "{count} new",
  close: "Close the chat",
  menu: "More",
  welcome: {
    title: "Hello, I am a bot.",
    what: "I answer questions about stem cell transplants for lupus, from one guide page and nothing else.",
    advice: "I am not a doctor, and this is not medical advice.",
    emergency: "In an emergency, call your emergency number at once. Nobody reads along here.",
  },
  examples: ["What are the steps of the procedure?", "How dangerous are the drugs?", "Am I eligible?"],
  helplines: "Emergency numbers",
  helplinesNow: "Talk to a person now",
  log: "Conversation",
  you: "You said:",
  bot: "Guide bot said:",
  source: "Source: {source}",
  writing: "The guide bot is writing",
  field: "Your question",
  placeholder: "Type your question",
  send: "Send",
  left: "{count} characters left",
  over: "{count} characters too many",
  failed: "Not sent",
  waiting: "Sending again in {count} seconds",
  retry: "Retry",
  trouble: {
    offline: "You are offline. What you write waits here until you are back.",
    unreachable: "The guide bot cannot be reached just now. Nothing you wrote is lost.",
    refused: "That did not work. Please try again in a moment.",
    expired: "The last conversation has ended. This is a new one.",
    erased: "Your conversation was deleted.",
    restarted: "This is a new conversation.",
  },
  rate: "Was this answer helpful?",
  up: "Helpful",
  down: "Not helpful",
  reason: "What was missing or wrong? (optional)",
  reasonNote: "Please leave out names and health details.",
  sendReason: "Send feedback",
  thanks: "Thank you for the feedback.",
  print: "Print",
  save: "Save",
  verdictFile: "guide-criteria.html",
  restart: "Start a new conversation",
  transcript: "Download the conversation",
  transcriptFile: "conversation.txt",
  erase: "Delete my conversation",
  cancel: "Cancel",
  ask: {
    restart: "Start a new conversation? This one will no longer be shown here.",
    erase: "Delete this conversation for good? It is erased on the server, too, and cannot be brought back.",
  },
};

/** @type {Record<string, typeof english>} */
const LANGUAGES = { en: english };

/**
 * The texts of a language, such as `de` or `de-AT`; English where there are none.
 * @param {string | null} lang
 */
export const texts = (lang) => LANGUAGES[(lang ?? "").split("-")[0].toLowerCase()] ?? english;

/**
 * Put a value into a text.
 * @param {string} text
 * @param {string | number} value
 */
export const fill = (text, value) => text.replace(/\{\w+\}/, () => String(value));
