package pressbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/publish"
	"pressbox/internal/site"
)

// go test . -run Pictures -pictures DIR takes a picture of each kind of page, on
// phone and desk, light and dark; with -at 2022-11-01T19:00:00-04:00 as they were then.
var (
	pictures = flag.String("pictures", "", "folder to put pictures of each kind of page into")
	at       = flag.String("at", "", "the time that the pictures show")
)

// need returns the path of a program. Without it the test is skipped, but fails
// where CI is set.
func need(t *testing.T, programs ...string) string {
	t.Helper()
	for _, name := range programs {
		if file, err := exec.LookPath(name); err == nil {
			return file
		}
	}
	missing(t, programs[0])
	return ""
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing", what)
}

// module returns a file of tools/node, which npm ci in that folder fills.
func module(t *testing.T, name string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("tools", "node", "node_modules", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		missing(t, file)
	}
	return file
}

// A tab is a page in Chromium, and what it complained of and asked for since it
// was last opened.
type tab struct {
	context.Context
	t *testing.T

	mu         sync.Mutex
	complaints []string
	requests   []string
}

func open(t *testing.T) *tab {
	t.Helper()
	t.Parallel() // what a browser waits for, another can use
	program := need(t, "chromium", "chromium-browser", "google-chrome")
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// A frame made anew for each page, so that the last one can be kept, is a sixth of
		// what a load costs, and nobody here goes back.
		chromedp.Flag("disable-features", "Translate,RenderDocument,BackForwardCache"))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{Context: ctx, t: t}
	b.do(chromedp.Navigate("about:blank"))
	call(b, network.Enable, network.EnableParams{})
	call(b, cdplog.Enable, cdp.Empty{})
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			b.complaints = append(b.complaints, fmt.Sprint(e.Type, " on the console"))
		}
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.complaints = append(b.complaints, e.Entry.Text)
		}
	}
}

// heard returns what came since the last call.
func (b *tab) heard() (complaints, requests []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	complaints, requests = b.complaints, b.requests
	b.complaints, b.requests = nil, nil
	return complaints, requests
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.Context, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// call gives the browser a command.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.Context, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

// evaluate returns what a script in the page comes to.
func evaluate[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.Context, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// as makes the next pages appear on a screen of that width in that scheme.
func (b *tab) as(width int64, scheme string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 900))
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// watchShifts adds up what moves while a page loads, and keeps what it was.
const watchShifts = `window.shifts = {value: 0, moved: ""}; new PerformanceObserver((list) => {
	for (const e of list.getEntries()) {
		shifts.value += e.value;
		for (const s of e.sources) shifts.moved += " " + (s.node ? s.node.nodeName + " " + s.node.textContent.trim().slice(0, 30) : "something that is gone");
	}
}).observe({type: "layout-shift", buffered: true});`

// still is as far as chance may move a page while it loads, as layout shifts are
// measured: a tenth of what web.dev calls good. A browser paints wherever its reading of
// the page is interrupted, in the middle of a sentence or of a table's row too, whose
// rest then moves what was there by less than this. What a page does by itself it does
// again at the next load.
const still = 0.01

// tooWide names what reaches beyond the edge of the screen.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? "" :
	[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
		.slice(0, 5).map((e) => e.tagName + "." + (e.getAttribute("class") || "")).join(" ") || "something"`

// shift is how far a page has moved while it loaded, and what did.
type shift struct {
	Value float64 `json:"value"`
	Moved string  `json:"moved"`
}

// shifted returns how far a page that has loaded has moved.
func shifted(b *tab) shift {
	return evaluate[shift](b, `new Promise((done) => setTimeout(() => done(window.shifts), 50))`)
}

// inHalves serves what base does, pages in two halves with a pause between, so that
// the first is painted before the second is there, as it is on a slow line.
func inHalves(t *testing.T, base string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		res, err := http.Get(base + r.URL.Path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body) // what is cut short shows as a page without its end
		w.Header().Set("Content-Type", res.Header.Get("Content-Type"))
		w.WriteHeader(res.StatusCode)
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			w.Write(body[:len(body)/2])
			w.(http.Flusher).Flush()
			time.Sleep(60 * time.Millisecond)
			body = body[len(body)/2:]
		}
		w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// On every kind of page nothing complains, comes from elsewhere, moves while it
// loads, or scrolls sideways, from 320 to 2560 pixels, and in languages of either
// direction.
func TestPagesAreCalm(t *testing.T) {
	b := open(t)
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchShifts})
	// A font that is there already moves nothing: every load is a reader's first.
	call(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	for _, language := range []string{"en", "ar"} {
		s := demonstration(t, language)
		base := inHalves(t, serve(t, s))
		shown := kinds(t, s)
		widths := []int64{320, 1280}
		if os.Getenv("CI") != "" {
			widths = []int64{320, 360, 768, 1280, 2560}
		}
		for _, width := range widths {
			b.as(width, "light")
			for _, k := range shown {
				where := fmt.Sprintf("%s in %s at %d", k.file.URL, language, width)
				b.heard()
				b.do(chromedp.Navigate(base + k.file.URL))
				if wide := evaluate[string](b, tooWide); wide != "" {
					t.Errorf("%s scrolls sideways: %s", where, wide)
				}
				complaints, requests := b.heard()
				moved := shifted(b)
				for again := 0; moved.Value > 0 && moved.Value < still && again < 3; again++ {
					b.do(chromedp.Navigate(base + k.file.URL))
					moved = shifted(b)
				}
				if moved.Value > 0 {
					t.Errorf("%s moves by %v while it loads:%s", where, moved.Value, moved.Moved)
				}
				for _, c := range complaints {
					t.Errorf("%s: %s", where, c)
				}
				if len(requests) == 0 {
					t.Errorf("%s: nothing was asked for", where)
				}
				for _, r := range requests {
					if !strings.HasPrefix(r, base) && !strings.HasPrefix(r, "data:") {
						t.Errorf("%s asks for %s", where, r)
					}
				}
			}
		}
	}
}

// outside names what reaches out of its column: into its neighbour, where nothing
// scrolls and only a reader would see it.
const outside = `[...document.querySelectorAll(".news, .rail, .by, .text, .side, .who-head > div, .band, .timeline > li, .groups, .all")].flatMap((box) => {
	const edge = box.getBoundingClientRect();
	return [...box.querySelectorAll("*:not(.vh, .table *, pre *)")].filter((e) => {
		const r = e.getBoundingClientRect();
		return r.width && (r.left < edge.left - 1 || r.right > edge.right + 1);
	}).slice(0, 2).map((e) => box.className + " does not hold " + e.tagName + "." + e.className + " " + e.textContent.slice(0, 30));
}).slice(0, 5).join("; ")`

// Names and titles longer than any column stay in theirs.
func TestLongNamesStayInTheirColumns(t *testing.T) {
	b := open(t)
	const word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik"
	dir := t.TempDir()
	stints := ""
	for year := 2010; year < 2021; year++ {
		stints += fmt.Sprintf("{team: %s, from: %d-03-01, to: %d-03-01}, ", []string{"long", "short"}[year%2], year, year+1)
	}
	for name, text := range map[string]string{
		"site.yaml":                 "id: long\ntitle: " + word + " News\nbase_url: https://example.org/\nunregistered: allow\nlanguage: LANGUAGE\n",
		"content/teams/long.md":     "---\nname: " + word + " Athletic Club\nleague: nfl\n---\n",
		"content/teams/short.md":    "---\nname: O\nabbreviations: [" + word[:12] + "]\nleague: nfl\ncolors: {primary: \"#ffffff\"}\n---\n",
		"content/players/long.md":   "---\nname: Bartholomew " + word + "\nposition: Wicketkeeper-Batsman\nborn: 1990-01-01\ncollege: " + word + "\nteams: [" + stints + "{team: long, from: 2021-03-01}]\ncontracts: [{team: long, signed: 2021-03-01, years: 12, total: 123456789012, bonus: 98765432100}]\nstats: [{season: 2022, games: 17, passing: {attempts: 123456, yards: -1234567}}]\n---\n" + word + "\n",
		"content/stories/long.md":   "---\ntitle: The story of " + word + "\n---\n",
		"content/posts/long.md":     "---\ntitle: " + word + " signs\ndate: 2022-11-01 10:00\nplayer: [long, Somebody " + word + "]\nteam: [long, short]\nstory: long\nstatus: fell-through\nsource: {name: R, outlet: The " + word + "}\n---\n" + word + " `" + word + word + "`\n\n| " + strings.Repeat(word+" | ", 5) + "\n|" + strings.Repeat("---|", 5) + "\n| 1 | 2 | 3 | 4 | 5 |\n",
		"content/posts/long-ago.md": "---\ntitle: " + word + " before that\ndate: 2022-10-01\nplayer: long\nstory: long\nstatus: rumor\n---\nBefore.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, language := range []string{"en", "ar"} {
		settings := filepath.Join(dir, "site.yaml")
		speak(t, settings, settings, language)
		s := loaded(t, dir)
		for _, p := range s.Problems {
			if p.Severity == problem.Error {
				t.Fatal(p)
			}
		}
		base := serve(t, s)
		shown := longest(t, s)
		for _, width := range []int64{320, 1280} {
			b.as(width, "light")
			for _, k := range shown {
				f := k.file
				b.do(chromedp.Navigate(base + f.URL))
				if wide := evaluate[string](b, tooWide); wide != "" {
					t.Errorf("%s in %s at %d scrolls sideways: %s", f.URL, language, width, wide)
				}
				if out := evaluate[string](b, outside); out != "" {
					t.Errorf("%s in %s at %d: %s", f.URL, language, width, out)
				}
			}
		}
	}
}

// What a page says is there without scripts.
func TestPagesNeedNoScript(t *testing.T) {
	b := open(t)
	s := demonstration(t, "en")
	base := serve(t, s)
	b.as(1280, "light")
	for _, k := range kinds(t, s) {
		var seen [2]string
		for i, off := range []bool{false, true} {
			call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
			b.do(chromedp.Navigate(base + k.file.URL))
			seen[i] = evaluate[string](b, `document.getElementById("main").innerText`)
		}
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
		if k.name == "search" {
			if !strings.Contains(seen[1], "Players") || !strings.Contains(seen[1], "script") {
				t.Errorf("without scripts %s says only %q", k.file.URL, seen[1])
			}
			continue
		}
		if len(seen[0]) < 20 || seen[0] != seen[1] {
			t.Errorf("%s says\n%q\nand without scripts\n%q", k.file.URL, seen[0], seen[1])
		}
	}
}

// A person who opens a feed sees what it is and what is in it, and nothing that is for
// programs.
func TestFeedsSayWhatTheyAre(t *testing.T) {
	b := open(t)
	base := serve(t, demonstration(t, "en"))
	b.as(360, "light")
	for path, want := range map[string]string{
		"/feed.xml": "feed title, entry title, entry published, entry summary", "/rss.xml": "channel title, item title, item pubDate", "/players/cam-akers/feed.xml": "feed title, entry title, entry published, entry summary",
	} {
		b.do(chromedp.Navigate(base + path))
		if said := evaluate[string](b, `getComputedStyle(document.documentElement, "::before").content`); !strings.Contains(said, "This is a web feed.") {
			t.Errorf("%s says %q of itself", path, said)
		}
		shown := evaluate[string](b, `[...new Set([...document.querySelectorAll("*")].filter((e) => e.checkVisibility() && !e.children.length).map((e) => e.parentNode.tagName + " " + e.tagName))].join(", ")`)
		if shown != want {
			t.Errorf("%s shows %s, want %s", path, shown, want)
		}
	}
	if complaints, _ := b.heard(); len(complaints) > 0 {
		t.Error(complaints)
	}
}

// The search finds people by parts of their names and posts by their words, at the
// root of a host and below a path.
func TestSearchFinds(t *testing.T) {
	b := open(t)
	s := demonstration(t, "en")
	base := serve(t, s)
	b.as(360, "light")
	for _, c := range []struct{ query, want string }{
		{"akers", "/players/cam-akers/"},
		{"CAM ak", "/players/cam-akers/"},
		{"tj hock", "/players/tj-hockenson/"},
		{"josina", "/sources/josina-anderson/"},
		{"st. louis", "/teams/los-angeles-rams/"},
		{"akers resolution", "/2022/11/akers-rams-resolution/"},
		{"nobody of that name", ""},
	} {
		b.do(chromedp.Navigate(base + "/search/?q=" + url.QueryEscape(c.query)))
		said := evaluate[string](b, `new Promise((done) => {
			const found = document.getElementById("found");
			const look = () => found.textContent ? done(found.textContent) : setTimeout(look, 20);
			look();
		})`)
		links := evaluate[[]string](b, `[...document.querySelectorAll("#results h3 a")].map((a) => a.getAttribute("href"))`)
		if c.want == "" {
			if len(links) > 0 || said != "Nothing found." {
				t.Errorf("%q: %q, %v", c.query, said, links)
			}
			continue
		}
		found := false
		for _, l := range links {
			found = found || l == c.want
		}
		if !found {
			t.Errorf("%q: %q, %v, not %s", c.query, said, links, c.want)
		}
	}
	if complaints, _ := b.heard(); len(complaints) > 0 {
		t.Error(complaints)
	}
}

// axe finds nothing, in either scheme, on a phone or a desk.
func TestAxeFindsNothing(t *testing.T) {
	source, err := os.ReadFile(module(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	b := open(t)
	s := demonstration(t, "en")
	base := serve(t, s)
	type look struct {
		width   int64
		schemes []string
	}
	shown := kinds(t, s)
	looks := []look{{360, []string{"dark"}}, {1280, []string{"light"}}}
	if os.Getenv("CI") != "" {
		looks = []look{{360, []string{"dark", "light"}}, {1280, []string{"light", "dark"}}}
	}
	for _, l := range looks {
		for i := range len(shown) * len(l.schemes) {
			k, scheme := shown[i/len(l.schemes)], l.schemes[i%len(l.schemes)]
			b.as(l.width, scheme)
			// A page follows the scheme by itself, and stays open for it.
			if i%len(l.schemes) == 0 {
				b.do(chromedp.Navigate(base + k.file.URL))
				evaluate[bool](b, string(source)+`;true`)
			}
			found := evaluate[string](b, `axe.run(document, {resultTypes: ["violations"]}).then((r) =>
				JSON.stringify(r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + " " + n.failureSummary)}))))`)
			var violations []struct {
				ID, Help string
				Nodes    []string
			}
			if err := json.Unmarshal([]byte(found), &violations); err != nil {
				t.Fatal(err)
			}
			for _, v := range violations {
				t.Errorf("%s at %d, %s: %s: %s\n%s", k.file.URL, l.width, scheme, v.ID, v.Help, strings.Join(v.Nodes, "\n"))
			}
		}
	}
}

// What a finger is to touch to get about is high enough not to touch its neighbour.
func TestWaysInAreEasyToTouch(t *testing.T) {
	b := open(t)
	s := demonstration(t, "en")
	base := serve(t, s)
	b.as(360, "light")
	for _, k := range kinds(t, s) {
		b.do(chromedp.Navigate(base + k.file.URL))
		small := evaluate[string](b, `[...document.querySelectorAll(".nav a, .find, .pages a, .more a, .foot nav a, .crumbs a, .teams a, .stories a, .months a, .ways a, .jump a, button, input")]
			.filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 44).map((e) => e.textContent + " " + e.getBoundingClientRect().height).join(", ")`)
		if small != "" {
			t.Errorf("%s: too small to touch: %s", k.file.URL, small)
		}
	}
}

// The Nu checker has nothing to say of any page.
func TestNuFindsNothing(t *testing.T) {
	t.Parallel()
	java := need(t, "java")
	jar := module(t, "vnu-jar/build/dist/vnu.jar")
	dir := t.TempDir()
	s := demonstration(t, "en")
	if _, _, err := publish.Dir(context.Background(), s, dir, publish.Options{}); err != nil {
		t.Fatal(err)
	}
	// A program of seconds is not worth optimising as one of hours is: the first compiler
	// alone takes less than half the time. What it makes wants a larger stack.
	cmd := exec.Command(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-jar", jar, "--skip-non-html", "--format", "gnu", dir)
	out, err := cmd.CombinedOutput()
	if err != nil || len(strings.TrimSpace(string(out))) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// What Lighthouse says of performance is the same on a busy machine as on an idle
// one only where it is not about time: in these audits.
var (
	// counted may find that much and no more.
	counted = map[string]float64{
		"total-byte-weight":       200 << 10, // bytes, uncompressed, as the test's server sends them
		"dom-size":                1500,      // elements; Lighthouse itself warns from 1400
		"render-blocking-insight": 2,         // requests: the theme's two style sheets
	}
	// faultless may find nothing.
	faultless = []string{
		"cumulative-layout-shift", "duplicated-javascript-insight", "efficient-animated-content", "font-display",
		"lcp-lazy-loaded", "legacy-javascript-insight", "modern-image-formats", "no-document-write", "non-composited-animations",
		"redirects", "third-parties-insight", "unsized-images", "uses-optimized-images", "uses-passive-event-listeners", "viewport",
	}
)

// Lighthouse's four marks are reported. Accessibility, practices and findability are
// full marks; of performance, whose mark is a matter of how busy the machine is, what
// a page brings with it is judged and not how long that took here.
func TestLighthouseMarks(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("takes a minute; CI=true runs it")
	}
	t.Parallel()
	node := need(t, "node")
	module(t, "lighthouse/core/index.js")
	chromium := need(t, "chromium", "chromium-browser", "google-chrome")
	s := demonstration(t, "en")
	base := serve(t, s)
	var looked []kind
	program := []string{filepath.Join("tools", "node", "lighthouse.mjs")}
	for _, k := range kinds(t, s) {
		switch k.name {
		case "home", "post", "player", "team":
		default:
			continue
		}
		looked = append(looked, k)
		program = append(program, base+k.file.URL)
	}
	cmd := exec.Command(node, program...)
	var said bytes.Buffer
	cmd.Stderr = &said
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	reports := json.NewDecoder(bytes.NewReader(out))
	for _, k := range looked {
		var report struct {
			Asked      string `json:"requestedUrl"`
			Categories map[string]struct {
				Score float64
				Refs  []struct{ ID string } `json:"auditRefs"`
			}
			Audits map[string]struct {
				Score            *float64
				Title            string
				ScoreDisplayMode string
				NumericValue     *float64
				Details          struct{ Items any } // mostly a list
			}
		}
		if err := reports.Decode(&report); err != nil {
			t.Fatalf("%s: %v", k.file.URL, err)
		}
		if report.Asked != base+k.file.URL {
			t.Fatalf("the report is of %s, not of %s", report.Asked, k.file.URL)
		}
		for _, name := range []string{"performance", "accessibility", "best-practices", "seo"} {
			c := report.Categories[name]
			t.Logf("%-8s %-15s %3.0f", k.name, name, 100*c.Score)
			if name == "performance" || c.Score == 1 {
				continue
			}
			// The canonical address is another host's here, and no fault of the page.
			var lost []string
			for _, ref := range c.Refs {
				if a := report.Audits[ref.ID]; a.Score != nil && *a.Score < 0.9 && ref.ID != "canonical" {
					lost = append(lost, a.Title)
				}
			}
			if len(lost) > 0 {
				t.Errorf("%s: %s is %.0f: %s", k.file.URL, name, 100*c.Score, strings.Join(lost, "; "))
			}
		}
		for id, most := range counted {
			a := report.Audits[id]
			items, _ := a.Details.Items.([]any)
			n := float64(len(items))
			if a.NumericValue != nil {
				n = *a.NumericValue
			}
			if t.Logf("%-8s %-23s %6.0f", k.name, id, n); n == 0 || n > most {
				t.Errorf("%s: %s is %.0f, of at most %.0f, and never nothing", k.file.URL, id, n, most)
			}
		}
		for _, id := range faultless {
			switch a := report.Audits[id]; {
			case a.Score != nil && *a.Score == 1, a.ScoreDisplayMode == "notApplicable":
			case a.ScoreDisplayMode == "":
				t.Errorf("%s: this Lighthouse has no audit %s", k.file.URL, id)
			default:
				t.Errorf("%s: %s: %s: %v", k.file.URL, id, a.Title, a.Details.Items)
			}
		}
	}
}

func TestPicturesOfEachKind(t *testing.T) {
	if *pictures == "" {
		t.Skip("go test . -run Pictures -pictures DIR takes them")
	}
	if err := os.MkdirAll(*pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	b := open(t)
	s := demonstration(t, "en")
	if *at != "" {
		then, err := time.Parse(time.RFC3339, *at)
		if err != nil {
			t.Fatal(err)
		}
		how := s.Options
		how.Now = then // what waits after it is warned of, and left out
		if s, err = site.Load(context.Background(), how, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	base := serve(t, s)
	for _, width := range []int64{360, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			b.as(width, scheme)
			for _, k := range kinds(t, s) {
				picture(b, base, k.file, filepath.Join(*pictures, fmt.Sprintf("%s-%d-%s.png", k.name, width, scheme)))
			}
		}
	}
}

func picture(b *tab, base string, f plan.File, name string) {
	b.t.Helper()
	b.do(chromedp.Navigate(base+f.URL), chromedp.Sleep(100*time.Millisecond))
	png, err := chromedp.Run(b.Context, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(name, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
