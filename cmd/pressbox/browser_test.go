package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium and returns a context for its first tab. Every complaint
// on a console of a tab opened with tab fails the test.
func browser(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.WSURLReadTimeout(time.Minute),
		chromedp.WindowSize(1280, 800))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if _, err := chromedp.Run(ctx, chromedp.Title()); err != nil {
		t.Fatalf("starting chromium: %v", err)
	}
	return ctx
}

// tab opens another tab at a URL. quiet says that connections will fail, which the
// console tells of.
func tab(t *testing.T, parent context.Context, url string, quiet bool) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	var mu sync.Mutex
	complain := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		if !quiet {
			t.Errorf("%s: the console says: %s", url, what)
		}
	}
	err := chromedp.Listen(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			complain(fmt.Sprintf("%s %s:%d %+v", e.ExceptionDetails.Text, e.ExceptionDetails.URL, e.ExceptionDetails.LineNumber+1, e.ExceptionDetails.Exception))
		case *runtime.EventConsoleAPICalled:
			if e.Type == "error" || e.Type == "warning" {
				complain(fmt.Sprint(e.Args))
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == "error" {
				complain(e.Entry.Text + " " + e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// run runs a statement of JavaScript on a page.
func run(t *testing.T, ctx context.Context, statement string) {
	t.Helper()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](statement+"; true")); err != nil {
		t.Fatal(err)
	}
}

// await waits until an expression of JavaScript is true. It asks again and again,
// because the page may be replaced meanwhile.
func await(t *testing.T, ctx context.Context, what, expression string) {
	t.Helper()
	deadline := time.Now().Add(60 * time.Second)
	var last error
	for time.Now().Before(deadline) {
		// A page that is being replaced may never answer.
		patience, cancel := context.WithTimeout(ctx, 3*time.Second)
		ok, err := chromedp.Run(patience, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		cancel()
		if last = err; err == nil && ok {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s: waited in vain for %s (%v)", what, expression, last)
}

func has(text string) string {
	return fmt.Sprintf("document.readyState === 'complete' && document.body.innerText.includes(%q)", text)
}

// panel is what the preview adds, as text.
const panel = "(document.querySelector('pressbox-preview')?.shadowRoot?.textContent || '')"

func TestBrowserShowsEveryEdit(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	long := strings.Repeat("One more paragraph.\n\n", 200)
	save(t, file, post("First headline", long))
	address := startServe(t, dir)

	t.Run("new text without a touch, and the place kept", func(t *testing.T) {
		page := tab(t, first, address+"/2022/11/first/", false)
		await(t, page, "loaded", has("First headline"))
		run(t, page, "scrollTo(0, 2000)")
		await(t, page, "scrolled", "scrollY > 1900")
		save(t, file, post("Edited headline", long))
		await(t, page, "reloaded", has("Edited headline"))
		await(t, page, "scroll kept", "scrollY > 1900")
	})

	t.Run("only tabs whose page changed reload", func(t *testing.T) {
		other := tab(t, first, address+"/2022/11/second/", false)
		await(t, other, "loaded", has("Second headline"))
		run(t, other, "window.mark = 1")
		page := tab(t, first, address+"/2022/11/first/", false)
		await(t, page, "loaded", has("Edited headline"))
		// Its first paragraph, which other pages show, stays.
		save(t, file, post("Edited headline", "One more paragraph.\n\nA new body."))
		await(t, page, "reloaded", has("A new body."))
		time.Sleep(300 * time.Millisecond)
		await(t, other, "left alone", "window.mark === 1")
	})

	t.Run("style sheets are swapped in place", func(t *testing.T) {
		page := tab(t, first, address+"/2022/11/second/", false)
		await(t, page, "loaded", has("Second headline"))
		run(t, page, "window.mark = 2")
		css, err := os.ReadFile(filepath.Join(repository(), "static/css/site.css"))
		if err != nil {
			t.Fatal(err)
		}
		for _, color := range []string{"rgb(1, 2, 3)", "rgb(4, 5, 6)"} {
			save(t, filepath.Join(dir, "static/css/site.css"), string(css)+"\nh1 { color: "+color+" !important }\n")
			await(t, page, "restyled", fmt.Sprintf("getComputedStyle(document.querySelector('h1')).color === %q", color))
			await(t, page, "not reloaded", "window.mark === 2")
			await(t, page, "one sheet left", "document.querySelectorAll('link[rel~=stylesheet]').length === 1")
		}
	})

	t.Run("a picture that is replaced shows", func(t *testing.T) {
		picture := func(width int) {
			save(t, filepath.Join(dir, "static/p.svg"), fmt.Sprintf("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='20'/>", width))
		}
		picture(20)
		save(t, filepath.Join(dir, "content/posts/picture.md"), post("Picture", "![A square](/p.svg)"))
		page := tab(t, first, address+"/2022/11/picture/", false)
		await(t, page, "old picture", "document.querySelector('img[src*=\"p.svg\"]').naturalWidth === 20")
		picture(30)
		await(t, page, "new picture", "document.querySelector('img[src*=\"p.svg\"]').naturalWidth === 30")
	})

	t.Run("problems come and go by themselves", func(t *testing.T) {
		page := tab(t, first, address+"/2022/11/first/", false)
		await(t, page, "loaded", has("A new body."))
		save(t, file, "---\ntitle: Broken\ndate: 2022-13-45\n---\nWords.\n")
		await(t, page, "panel", panel+".includes('2022-13-45')")
		await(t, page, "place", panel+".includes('content/posts/first.md:3')")
		await(t, page, "link to the editor", "document.querySelector('pressbox-preview').shadowRoot.querySelector('a.place').href.startsWith('vscode://file/')")
		await(t, page, "last good page below", has("A new body."))
		save(t, file, post("Mended headline", "Mended body."))
		await(t, page, "mended", has("Mended body."))
		await(t, page, "panel gone", "!"+panel+".includes('2022-13-45')")
	})

	t.Run("a link leads on while a template is broken", func(t *testing.T) {
		template := filepath.Join(dir, "templates/player.html")
		page := tab(t, first, address+"/2022/11/second/", false)
		await(t, page, "loaded", has("Second headline"))
		save(t, template, `{{define "main"}}The new look.{{if}}{{end}}`)
		await(t, page, "panel of another page", panel+".startsWith('1 error'+'templates/player.html:1')")
		run(t, page, "document.querySelector('main a[href*=\"/players/\"]').click()")
		await(t, page, "a page that nobody had seen", "document.querySelector('h1')?.textContent.includes('Akers')")
		await(t, page, "panel", panel+".startsWith('1 error: this is the last good page'+'templates/player.html:1')")
		save(t, filepath.Join(dir, "content/posts/meanwhile.md"), post("Meanwhile", "Words."))
		await(t, page, "an edit", has("Meanwhile"))
		save(t, template, `{{define "main"}}The new look.{{end}}`)
		await(t, page, "mended", has("The new look."))
		await(t, page, "panel gone", "!"+panel+".includes('error')")
	})

	t.Run("the bar names the documents and goes with a key", func(t *testing.T) {
		page := tab(t, first, address+"/2022/11/second/", false)
		await(t, page, "bar", panel+".includes('content/posts/second.md')")
		await(t, page, "template", panel+".includes('post.html')")
		await(t, page, "link to the editor", "document.querySelector('pressbox-preview').shadowRoot.querySelector('a.document').href.endsWith('/content/posts/second.md:1:1')")
		save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "Other words."))
		await(t, page, "reloaded", has("Other words."))
		await(t, page, "why it was made again", panel+".includes('made again: its data changed')")
		press := "dispatchEvent(new KeyboardEvent('keydown', {altKey: true, code: 'KeyP', key: 'p'}))"
		run(t, page, press)
		await(t, page, "bar off", "!"+panel+".includes('content/posts/second.md')")
		run(t, page, press)
		await(t, page, "bar on", panel+".includes('content/posts/second.md')")
	})

	t.Run("a checkout of many files is one reload", func(t *testing.T) {
		text := func(words string) {
			for i := range 1000 {
				save(t, filepath.Join(dir, fmt.Sprintf("content/posts/many/%d.md", i)), post(fmt.Sprintf("Many %d", i), words))
			}
		}
		git := func(args ...string) {
			cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=Desk", "-c", "user.email=desk@example.org"}, args...)...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("git %s: %v: %s", args, err, out)
			}
		}
		git("init", "-q", "-b", "main")
		text("Old words.")
		git("add", "content")
		git("commit", "-qm", "old")
		text("New words.")
		git("commit", "-qam", "new")
		t.Cleanup(func() { os.RemoveAll(filepath.Join(dir, "content/posts/many")) }) // when its tab is closed
		page := tab(t, first, address+"/2022/11/999/", false)
		await(t, page, "loaded", has("New words."))
		if _, err := chromedp.Call(page, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: "sessionStorage.reloads++"}); err != nil {
			t.Fatal(err)
		}
		// A checkout that a busy machine interrupts is two; not every time, though.
		for i := range 5 {
			run(t, page, "sessionStorage.reloads = 0")
			git("checkout", "-q", []string{"HEAD~", "main"}[i%2])
			await(t, page, "reloaded", has([]string{"Old words.", "New words."}[i%2]))
			time.Sleep(300 * time.Millisecond)
			reloads, err := chromedp.Run(page, chromedp.Evaluate[string]("sessionStorage.reloads"))
			if err == nil && reloads == "1" {
				return
			}
			t.Logf("%s reloads (%v)", reloads, err)
		}
		t.Error("no checkout is one reload")
	})

	t.Run("any number of tabs", func(t *testing.T) {
		var tabs []context.Context
		for range 9 {
			tabs = append(tabs, tab(t, first, address+"/2022/11/first/", false))
		}
		for _, page := range tabs {
			await(t, page, "loaded", has("Mended body."))
		}
		save(t, file, post("Mended headline", "For every tab."))
		for _, page := range tabs {
			await(t, page, "reloaded", has("For every tab."))
		}
	})

	t.Run("a new page takes the place of the 404", func(t *testing.T) {
		page := tab(t, first, address+"/2022/11/late/", true)
		await(t, page, "loaded", "document.readyState === 'complete'")
		save(t, filepath.Join(dir, "content/posts/late.md"), post("Late headline", "Words."))
		await(t, page, "there", has("Late headline"))
	})
}

// What the preview adds to a page stays out of its way, and of the way of whoever reads
// it, whatever the site's own style does to what lies in its body.
func TestBrowserKeepsPanelAndBarOutOfTheWay(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	css, err := os.ReadFile(filepath.Join(repository(), "static/css/site.css"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(dir, "static/css/site.css"), string(css)+"\nbody > * { position: relative !important; display: block !important; max-width: 9rem !important; opacity: .1 !important }\n")
	var players []string
	for i := range 60 {
		name := fmt.Sprintf("player-number-%d", i)
		save(t, filepath.Join(dir, "content/players", name+".md"), fmt.Sprintf("---\nname: Player %d\n---\n", i))
		players = append(players, name)
	}
	save(t, filepath.Join(dir, "content/posts/many.md"), "---\ntitle: Many\ndate: 2022-11-01\nplayers: ["+strings.Join(players, ", ")+"]\n---\nWords.\n")
	save(t, filepath.Join(dir, "content/posts/bad.md"), "---\ntitle: [unclosed\n---\n")
	address := startServe(t, dir)
	page := tab(t, first, address+"/2022/11/many/", false)
	const host = "document.querySelector('pressbox-preview')"
	const root = host + ".shadowRoot"
	await(t, page, "panel", panel+".includes('content/posts/bad.md:2')")
	await(t, page, "at the foot", fmt.Sprintf("(r => r.bottom === innerHeight && r.left === 0 && r.width === innerWidth && getComputedStyle(%s).opacity === '1')(%s.getBoundingClientRect())", host, host))
	await(t, page, "a name for who cannot see it", host+".matches('[role=region][aria-label][lang=en]')")
	await(t, page, "read out", root+".querySelector('[role=status]').textContent === '1 error'")

	// A small screen.
	small := emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 480, DeviceScaleFactor: 1}
	if _, err := chromedp.Call(page, emulation.SetDeviceMetricsOverride, small); err != nil {
		t.Fatal(err)
	}
	await(t, page, "small", "innerWidth === 320")
	await(t, page, "room for the page", root+".querySelector('.bar').offsetHeight <= 120 && "+host+".offsetHeight < 360 && "+host+".scrollWidth <= 320")

	// The focus stays in the panel.
	run(t, page, root+".querySelector('summary').focus()")
	await(t, page, "focused", root+".activeElement?.matches('summary')")
	if err := chromedp.Do(page, chromedp.KeyEvent("\x1b")); err != nil {
		t.Fatal(err)
	}
	await(t, page, "closed by a key", "!"+root+".querySelector('.panel').open")
	// Closed, it stays so when something else is saved.
	const asked = "performance.getEntriesByType('resource').filter(e => e.name.includes('/_pressbox/state')).length"
	run(t, page, "window.mark = "+asked)
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "Edited."))
	await(t, page, "asked again", asked+" > window.mark")
	await(t, page, "still closed", "!"+root+".querySelector('.panel').open && "+root+".activeElement?.matches('summary')")
	run(t, page, "window.mark = 1")
	save(t, filepath.Join(dir, "content/posts/worse.md"), "---\ndate: [unclosed\n---\n")
	await(t, page, "a second error", panel+".startsWith('2 errors')")
	await(t, page, "opened for what is new, the focus kept", "window.mark === 1 && "+root+".querySelector('.panel').open && "+root+".activeElement?.matches('summary')")
	run(t, page, root+".querySelector('.panel').open = false")
	save(t, filepath.Join(dir, "content/posts/many.md"), "---\ntitle: Many\ndate: 2022-11-01\nplayers: ["+strings.Join(players[1:], ", ")+"]\n---\nWords.\n")
	await(t, page, "reloaded", "window.mark === undefined")
	await(t, page, "panel", panel+".startsWith('2 errors')")

	// On paper.
	if _, err := chromedp.Call(page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	await(t, page, "nothing on paper", "getComputedStyle("+host+").display === 'none'")
}

// steadyPort returns a port that nobody listens on, and that no connection which goes
// out while nobody does is given either: systems take those from higher ones.
func steadyPort(t *testing.T) string {
	t.Helper()
	for port := 20_000 + os.Getpid()%10_000; port < 32_768; port++ {
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return fmt.Sprint(port)
		}
	}
	t.Fatal("no port is free")
	return ""
}

func TestBrowserConnectsAgain(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	port := steadyPort(t)
	start := func() *exec.Cmd {
		cmd := exec.Command("pressbox", "serve", "-C", dir, "--port", port)
		cmd.Stderr = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	stop := func(cmd *exec.Cmd) {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	up := func() {
		for range 500 {
			if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
				c.Close()
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatal("serve did not start")
	}
	server := start()
	up()
	page := tab(t, first, "http://127.0.0.1:"+port+"/2022/11/first/", true)
	await(t, page, "loaded", has("First headline"))
	stop(server)
	save(t, file, post("Missed headline", "Words.")) // nobody was there to tell of it
	server = start()
	defer func() { stop(server) }()
	up()
	await(t, page, "made up for", has("Missed headline"))
	save(t, file, post("Newest headline", "Words."))
	await(t, page, "live again", has("Newest headline"))
}

// door starts a server before the one at address. It closes on what closed says.
func door(t *testing.T, address string, closed func(r *http.Request) bool) (own string) {
	t.Helper()
	target, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(target)
	through.FlushInterval = -1
	through.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	// Chromium keeps no page to come back to that must not be stored; others do.
	through.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Cache-Control", "no-cache")
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if closed(r) {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// A server that stops while a page is loading takes the page's worker with it, or its
// new style sheet.
func TestBrowserTriesAgainForWhatDidNotCome(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	save(t, file, post("First headline", "Words."))
	var refused, states, sheets atomic.Int32
	address := door(t, startServe(t, dir), func(r *http.Request) bool {
		// Chromium itself tries again on a connection that is closed.
		return r.URL.Path == "/_pressbox/worker.js" && refused.Add(1) <= 2 || r.URL.Path == "/_pressbox/state" && states.Add(1) == 1 ||
			strings.HasSuffix(r.URL.Path, ".css") && sheets.Add(1) == 2
	})
	page := tab(t, first, address+"/2022/11/first/", true)
	await(t, page, "loaded", has("First headline"))
	await(t, page, "asked", panel+".includes('content/posts/first.md')")
	save(t, filepath.Join(dir, "static/css/site.css"), "h1 { color: rgb(1, 2, 3) }")
	// Where the worker comes late, it may have been tried a third time by now.
	await(t, page, "not restyled", "performance.getEntriesByType('resource').filter(e => e.name.endsWith('.css')).length >= 2")
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Another headline", "Words."))
	await(t, page, "restyled", "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
	save(t, file, post("Edited headline", "Words."))
	await(t, page, "told", has("Edited headline"))
}

// Who goes back to a page that the browser kept finds it, with the server away or there,
// and live as soon as that can be.
func TestBrowserComesBackToAPageItKept(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	var away atomic.Bool
	address := door(t, startServe(t, dir), func(*http.Request) bool { return away.Load() })
	page := tab(t, first, address+"/2022/11/first/", true)
	await(t, page, "loaded", has("First headline"))
	await(t, page, "asked", panel+".includes('content/posts/first.md')")
	run(t, page, "window.mark = 7")
	run(t, page, "location.href = '/'")
	await(t, page, "gone on", "location.pathname === '/' && document.readyState === 'complete'")
	away.Store(true)
	run(t, page, "history.back()")
	await(t, page, "come back", "window.mark === 7")
	save(t, file, post("Edited headline", "Words."))
	time.Sleep(300 * time.Millisecond)
	await(t, page, "still there", "window.mark === 7 && "+has("First headline"))
	away.Store(false)
	await(t, page, "made up for", has("Edited headline"))
	save(t, file, post("Newest headline", "Words."))
	await(t, page, "live again", has("Newest headline"))
}

// A browser that shall keep nothing of any site has no shared worker and no storage.
func TestBrowserThatKeepsNothingReloadsToo(t *testing.T) {
	t.Parallel()
	profile := t.TempDir()
	save(t, filepath.Join(profile, "Default", "Preferences"), `{"profile": {"default_content_setting_values": {"cookies": 2}}}`)
	first := browser(t, chromedp.UserDataDir(profile))
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	page := tab(t, first, startServe(t, dir)+"/2022/11/first/", false)
	await(t, page, "loaded", has("First headline"))
	await(t, page, "nothing kept", "(() => { try { return !localStorage } catch { return true } })()")
	await(t, page, "bar", panel+".includes('content/posts/first.md')")
	save(t, file, post("Edited headline", "Words."))
	await(t, page, "reloaded", has("Edited headline"))
	run(t, page, "dispatchEvent(new KeyboardEvent('keydown', {altKey: true, code: 'KeyP', key: 'p'}))")
	await(t, page, "bar off", "!"+panel+".includes('content/posts/first.md')")
}

// An address may be one that is no text. Its page is none, and tells of problems too.
func TestBrowserShowsProblemsAtAnyAddress(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	page := tab(t, first, startServe(t, dir)+"/%ff/", true)
	await(t, page, "loaded", "document.readyState === 'complete'")
	save(t, filepath.Join(dir, "content/posts/first.md"), "---\ntitle: Broken\ndate: 2022-13-45\n---\nWords.\n")
	await(t, page, "panel", panel+".includes('2022-13-45')")
}

func TestBrowserFollowsTheWriter(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	address := startServe(t, dir, "--follow")
	page := tab(t, first, address+"/", false)
	await(t, page, "loaded", has("First headline"))
	// The page asks about itself once by itself, again when its worker is there, and
	// again when the stream is; who is led away is who listens when the post is saved.
	await(t, page, "listening", "performance.getEntriesByType('resource').filter(e => e.name.includes('/_pressbox/state')).length > 2")
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Followed headline", "Words."))
	await(t, page, "followed", "location.pathname === '/2022/11/second/'")
	await(t, page, "new text", has("Followed headline"))
}

func TestBrowserShowsDraftsAndAnotherTime(t *testing.T) {
	t.Parallel()
	first := browser(t)
	dir := desk(t)
	save(t, filepath.Join(dir, "content/posts/draft.md"), "---\ntitle: Draft headline\ndate: 2022-11-01\ndraft: true\n---\nWords.\n")
	save(t, filepath.Join(dir, "content/posts/later.md"), "---\ntitle: Later headline\ndate: 2022-11-05\n---\nWords.\n")
	address := startServe(t, dir, "--drafts", "--now", "2022-11-03T18:00:00-04:00")
	for path, note := range map[string]string{"draft": "draft: readers", "later": "scheduled for 2022-11-05"} {
		page := tab(t, first, address+"/2022/11/"+path+"/", false)
		await(t, page, "note", panel+".includes('"+note+"')")
		await(t, page, "time", panel+".includes('2022-11-03T')")
		press := "dispatchEvent(new KeyboardEvent('keydown', {altKey: true, code: 'KeyP', key: 'p'}))"
		run(t, page, press)
		await(t, page, "bar off", "!"+panel+".includes('2022-11-03T')")
		await(t, page, "note that stays", panel+".includes('"+note+"')")
		run(t, page, press)
	}
}
