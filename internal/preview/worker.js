// One connection for all tabs of this browser: it allows six to a host, and a
// writer has more tabs than that. Each tab is told to look; it asks for its own
// state itself.
"use strict";

const tabs = new Set();
let source;

const tell = (message) => {
  for (const tab of tabs) tab.postMessage(message);
};

const connect = () => {
  source = new EventSource("events");
  // After every connection all tabs look, which makes up for events missed.
  source.onopen = () => tell({});
  source.addEventListener("look", (e) => tell(JSON.parse(e.data)));
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 500);
  };
};

self.onconnect = (e) => {
  const tab = e.ports[0];
  tabs.add(tab);
  tab.onmessage = (m) => {
    if (m.data === "bye") tabs.delete(tab);
  };
  tab.postMessage({}); // it may have missed something while it loaded
  if (!source) connect();
};
