// node lighthouse.mjs ADDRESS... prints what Lighthouse says of each page, in a line of
// JSON each. One Chromium, at CHROME_PATH, looks at all of them.
import {launch} from "chrome-launcher";
import lighthouse from "lighthouse";

const chrome = await launch({chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"]});
try {
	for (const address of process.argv.slice(2)) {
		// The pictures that a report shows are looked at by nobody here.
		const {lhr} = await lighthouse(address, {
			port: chrome.port, maxWaitForLoad: 300_000, disableFullPageScreenshot: true, skipAudits: ["screenshot-thumbnails", "final-screenshot"]});
		console.log(JSON.stringify(lhr));
	}
} finally {
	chrome.kill();
}
