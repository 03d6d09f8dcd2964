package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pressbox"
	"pressbox/internal/preview"
	"pressbox/internal/site"
)

// desk is a small site to write on. Its one post is content/posts/first.md.
func desk(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	save(t, filepath.Join(dir, "site.yaml"), "id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11\ntitle: Desk\nbase_url: https://desk.example/\nunregistered: allow\neditor: vscode\n")
	save(t, filepath.Join(dir, "content/posts/first.md"), post("First headline", "First words."))
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "Second words."))
	return dir
}

func post(title, body string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: 2022-11-01\nplayer: Cam Akers\n---\n%s\n", title, body)
}

// save writes a file the plainest way.
func save(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startServe runs the program and returns the address that it prints, without the
// slash at the end. It is stopped as Ctrl-C stops it.
func startServe(t testing.TB, dir string, args ...string) (address string) {
	t.Helper()
	address, _ = hearServe(t, dir, args...)
	return address
}

// hearServe is startServe for those who read what the terminal says, too.
func hearServe(t testing.TB, dir string, args ...string) (address string, errs *heard) {
	t.Helper()
	cmd := exec.Command("pressbox", append([]string{"serve", "-C", dir, "--port", "0"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs = new(heard)
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		start := time.Now()
		cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve ended with %v: %s", err, errs.String())
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("serve took %s to end", took)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve printed no address: %v", err)
	}
	go io.Copy(io.Discard, out)
	address, _, _ = strings.Cut(line, " ")
	return strings.TrimSuffix(address, "/"), errs
}

// What a program has written so far.
type heard struct {
	mu   sync.Mutex
	text strings.Builder
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// get returns what a path answers, without the line that the preview adds.
func get(t testing.TB, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, added.ReplaceAllString(string(body), "")
}

var added = regexp.MustCompile(`<script src="/_pressbox/client\.js"[^\n]*></script>\n`)

func TestPreviewedEqualsBuilt(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"/", "/news/"} {
		t.Run(base, func(t *testing.T) { previewedEqualsBuilt(t, base) })
	}
}

func previewedEqualsBuilt(t *testing.T, base string) {
	t.Helper()
	dir := demo(t)
	config := filepath.Join(dir, "site.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	save(t, config, strings.Replace(string(text), "https://agate.example/\n", "https://agate.example"+base+"\n", 1))
	mustRun(t, "build", "-C", dir, "--now", "2026-01-15T12:00:00Z")
	tree := mustTree(t, filepath.Join(dir, "public"))
	address := startServe(t, dir, "--now", "2026-01-15T12:00:00Z")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if len(tree) < 100 {
		t.Fatalf("the demonstration has %d files", len(tree))
	}
	for name, want := range tree {
		path := strings.TrimSuffix(name, "index.html")
		res, err := client.Get(address + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := added.ReplaceAll(got, nil); !bytes.Equal(got, want) {
			t.Errorf("%s: previewed and built differ", name)
		}
		isPage := strings.HasSuffix(name, ".html")
		if live := added.Match(got); live != isPage {
			t.Errorf("%s: reload script added: %v", name, live)
		}
	}
}

// A request line that no client of Go's would send goes over the wire as it is.
func TestHostileRequestsGetNothing(t *testing.T) {
	dir := desk(t)
	save(t, filepath.Join(dir, "secret.txt"), "CANARY")
	save(t, filepath.Join(dir, ".git/config"), "CANARY")
	save(t, filepath.Join(dir, "content/posts/draft.md"), "---\ntitle: CANARY\ndate: 2022-11-01\ndraft: true\n---\nCANARY\n")
	address := startServe(t, dir)
	at := strings.TrimPrefix(address, "http://")
	ask := func(request string) string {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprint(c, request)
		answer, _ := io.ReadAll(c) // a server that hangs up in the middle has refused too
		return string(answer)
	}
	for _, path := range []string{
		"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%2e%2e%2fetc/passwd", "/%252e%252e/secret.txt", "/..%5c..%5csecret.txt", "/..%2f..%2f..%2fsecret.txt",
		"//etc/passwd", "/%00", "/index.html%00.txt", "/.git/config", "/secret.txt", "/site.yaml", "/.pressbox/content.cache", "/content/posts/first.md", "/content/posts/draft.md",
		"/2022/11/draft/", "/_pressbox/../secret.txt", "/_pressbox/", "/_pressbox/client.go", "/static/../secret.txt", "/2022/11/first/../../../secret.txt", "/" + strings.Repeat("a", 64<<10),
	} {
		answer := ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		status, _, _ := strings.Cut(answer, "\r\n")
		if !regexp.MustCompile(`^HTTP/1\.1 4\d\d `).MatchString(status) {
			t.Errorf("%.80s: %q, want a refusal", path, status)
		}
		if strings.Contains(answer, "CANARY") || strings.Contains(answer, "root:") {
			t.Errorf("%.80s: gives away what no page shows", path)
		}
	}
	for _, host := range []string{"evil.example", "evil.example:8080", "localhost.evil.example", ""} {
		answer := ask("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
		if status, _, _ := strings.Cut(answer, "\r\n"); strings.Contains(status, " 200 ") || strings.Contains(answer, "headline") {
			t.Errorf("host %q: %q, want a refusal", host, status)
		}
	}
	for _, path := range []string{"/_pressbox/events", "/_pressbox/state?path=/"} {
		answer := ask("GET " + path + " HTTP/1.1\r\nHost: " + at + "\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n")
		if !strings.HasPrefix(answer, "HTTP/1.1 403 ") {
			t.Errorf("%s for another origin: %.40q", path, answer)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"} {
		answer := ask(method + " / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
		if !regexp.MustCompile(`^HTTP/1\.1 4\d\d `).MatchString(answer) {
			t.Errorf("%s: %.40q", method, answer)
		}
	}
}

// What asks for no page is for nobody else's site either.
func TestOptionsAndHeadAskTheGuard(t *testing.T) {
	at := strings.TrimPrefix(startServe(t, desk(t)), "http://")
	for request, want := range map[string]string{
		"OPTIONS * HTTP/1.1\r\nHost: evil.example":                              "HTTP/1.1 421 ",
		"OPTIONS * HTTP/1.1\r\nHost: localhost":                                 "HTTP/1.1 405 ",
		"HEAD /_pressbox/events HTTP/1.1\r\nHost: localhost":                    "HTTP/1.1 200 ",
		"GET http://evil.example/ HTTP/1.1\r\nHost: localhost":                  "HTTP/1.1 421 ",
		"GET / HTTP/1.1\r\nHost: 127.0.0.1.nip.io":                              "HTTP/1.1 421 ",
		"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example":               "HTTP/1.1 400 ",
		"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 2<<20): "HTTP/1.1 431 ",
	} {
		c, err := net.Dial("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(10 * time.Second))
		fmt.Fprint(c, request+"\r\nConnection: close\r\n\r\n")
		answer, err := io.ReadAll(c)
		c.Close()
		if !strings.HasPrefix(string(answer), want) {
			t.Errorf("%.60q: %.60q (%v), want %s", request, answer, err, want)
		}
	}
}

func TestHeadersKeepOthersOut(t *testing.T) {
	address := startServe(t, desk(t))
	for _, path := range []string{"/", "/feed.xml", "/nothing/", "/_pressbox/client.js", "/_pressbox/state?path=/"} {
		res, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestServeAnswersAsHostsDo(t *testing.T) {
	dir := desk(t)
	save(t, filepath.Join(dir, "content/posts/third.md"), "---\ntitle: Third\ndate: 2022-11-02\naliases: [/old/third/]\n---\nWords.\n")
	save(t, filepath.Join(dir, "static/deep/data.bin"), "0123456789")
	address := startServe(t, dir)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, c := range []struct {
		method, path, ranges string
		status               int
		header, value, body  string
	}{
		{"GET", "/2022/11/first/", "", 200, "Content-Type", "text/html; charset=utf-8", "First headline"},
		{"HEAD", "/2022/11/first/", "", 200, "Content-Type", "text/html; charset=utf-8", ""},
		{"GET", "/2022/11/first", "", 302, "Location", "/2022/11/first/", ""},
		{"GET", "/2022/11/first/index.html", "", 200, "", "", "First headline"},
		{"GET", "/nothing/", "", 404, "Content-Type", "text/html; charset=utf-8", "</html>"},
		{"HEAD", "/nothing/", "", 404, "", "", ""},
		{"GET", "/feed.xml", "", 200, "Content-Type", "application/xml; charset=utf-8", "<feed"},
		{"GET", "/robots.txt", "", 200, "Content-Type", "text/plain; charset=utf-8", "Sitemap:"},
		{"GET", "/deep/data.bin", "bytes=2-4", 206, "Content-Range", "bytes 2-4/10", "234"},
		{"GET", "/old/third/", "", 302, "Location", "/2022/11/third/", "/2022/11/third/"},
	} {
		req, err := http.NewRequest(c.method, address+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.ranges != "" {
			req.Header.Set("Range", c.ranges)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != c.status || c.header != "" && res.Header.Get(c.header) != c.value || !strings.Contains(string(body), c.body) {
			t.Errorf("%s %s: %d, %s %q, want %d, %q and a body with %q", c.method, c.path, res.StatusCode, c.header, res.Header.Get(c.header), c.status, c.value, c.body)
		}
		if c.method == "HEAD" && len(body) > 0 {
			t.Errorf("HEAD %s has a body", c.path)
		}
	}
}

func TestBothLoopbackAddressesAnswer(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback")
	}
	l.Close()
	address := startServe(t, desk(t))
	_, port, err := net.SplitHostPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"127.0.0.1", "[::1]", "localhost"} {
		if status, body := get(t, "http://"+host+":"+port+"/"); status != 200 || !strings.Contains(body, "First headline") {
			t.Errorf("%s: %d", host, status)
		}
	}
}

func TestBusyPortIsLeftToItsOwner(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	status, _, stderr := command(t, "serve", "-C", desk(t), "--port", port)
	if status != 1 || !strings.Contains(stderr, port) || !strings.Contains(stderr, "-p") {
		t.Errorf("exit %d, %q; want 1 and a word of another port", status, stderr)
	}
}

func TestTheUsualPortGivesWay(t *testing.T) {
	// Whoever has the port, this test or another program, keeps it.
	if l, err := net.Listen("tcp", "127.0.0.1:8080"); err == nil {
		defer l.Close()
	}
	cmd := exec.Command("pressbox", "serve", "-C", desk(t))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.Contains(line, ":8080/") {
		t.Fatalf("it printed %q (%v), want the next port that is free", line, err)
	}
	address, _, _ := strings.Cut(line, " ")
	if status, body := get(t, address); status != 200 || !strings.Contains(body, "First headline") {
		t.Errorf("%s: %d", address, status)
	}
}

func TestAnAddressThatIsNoneIsNotAPortThatIsBusy(t *testing.T) {
	dir := desk(t)
	status, _, stderr := command(t, "serve", "-C", dir, "--bind", "192.0.2.1")
	if status != 1 || !strings.Contains(stderr, "--bind") || strings.Contains(stderr, "-p") {
		t.Errorf("exit %d, %q; want 1 and a word of --bind", status, stderr)
	}
	if status, _, stderr := command(t, "serve", "-C", dir, "-p", "99999"); status != 2 {
		t.Errorf("exit %d, %q; want 2", status, stderr)
	}
}

func TestProblemsAtTheStartAreToldOnce(t *testing.T) {
	dir := desk(t)
	save(t, filepath.Join(dir, "content/posts/first.md"), "---\ntitle: [unclosed\n---\n")
	var loads atomic.Int64
	server, err := preview.New(t.Context(), preview.Options{
		Site:  site.Options{Dir: dir, Program: "test", Theme: pressbox.Theme},
		Clock: time.Now, Loaded: func(preview.Load) { loads.Add(1) },
	})
	if err != nil {
		t.Fatal(err)
	}
	go server.Run(t.Context())
	for range 3 {
		server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://localhost/", nil))
	}
	if n := loads.Load(); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// The ways in which editors save: each must show the very next time a page is
// asked for.
func TestEveryEditorsSaveIsSeen(t *testing.T) {
	t.Parallel()
	for _, how := range [][]string{nil, {"--poll"}} {
		t.Run(fmt.Sprint("serve", how), func(t *testing.T) { everyEditorsSaveIsSeen(t, how) })
	}
}

func everyEditorsSaveIsSeen(t *testing.T, how []string) {
	t.Helper()
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	address := startServe(t, dir, how...)
	get(t, address+"/")

	needs := func(t *testing.T, program string) {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed", program)
		}
	}
	run := func(t *testing.T, name string, args ...string) {
		t.Helper()
		needs(t, name)
		cmd := exec.Command(name, args...)
		cmd.Env = append(os.Environ(), "TERM=dumb", "HOME="+t.TempDir())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, out)
		}
	}
	vim := func(t *testing.T) string {
		if _, err := exec.LookPath("vim"); err == nil {
			return "vim"
		}
		return "vim.tiny"
	}
	type way struct {
		name string
		save func(t *testing.T, title string)
	}
	ways := []way{
		{"write in place, as VS Code does", func(t *testing.T, title string) {
			save(t, file, post(title, "Words."))
		}},
		{"truncate, then write, then close", func(t *testing.T, title string) {
			f, err := os.OpenFile(file, os.O_WRONLY|os.O_TRUNC, 0o644)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.SplitAfter(post(title, "Words."), "\n") {
				io.WriteString(f, line)
				time.Sleep(time.Millisecond)
			}
			f.Close()
		}},
		{"a new file renamed over the old, as JetBrains does", func(t *testing.T, title string) {
			save(t, file+"___jb_tmp___", post(title, "Words."))
			os.Rename(file, file+"___jb_old___")
			if err := os.Rename(file+"___jb_tmp___", file); err != nil {
				t.Fatal(err)
			}
			os.Remove(file + "___jb_old___")
		}},
		{"removed and made again", func(t *testing.T, title string) {
			os.Remove(file)
			save(t, file, post(title, "Words."))
		}},
		{"the same length within the same second", func(t *testing.T, title string) {
			was, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			save(t, file, post(title, "Words."))
			if err := os.Chtimes(file, time.Time{}, was.ModTime()); err != nil {
				t.Fatal(err)
			}
		}},
		{"sed -i", func(t *testing.T, title string) { run(t, "sed", "-i", "s/^title:.*/title: "+title+"/", file) }},
		{"vim", func(t *testing.T, title string) {
			run(t, vim(t), "-u", "NONE", "-N", "-es", "+set backup writebackup", "+%s/^title:.*/title: "+title+"/", "+wq", file)
		}},
		{"vim with backupcopy=yes", func(t *testing.T, title string) {
			run(t, vim(t), "-u", "NONE", "-N", "-es", "+set backupcopy=yes", "+%s/^title:.*/title: "+title+"/", "+wq", file)
		}},
		{"emacs", func(t *testing.T, title string) {
			run(t, "emacs", "--batch", "-Q", file, "--eval", `(progn (goto-char (point-min)) (re-search-forward "^title:.*") (replace-match "title: `+title+`") (save-buffer))`)
		}},
		{"emacs, renaming the old", func(t *testing.T, title string) {
			run(t, "emacs", "--batch", "-Q", "--eval", "(setq make-backup-files t backup-by-copying nil)", file, "--eval", `(progn (goto-char (point-min)) (re-search-forward "^title:.*") (replace-match "title: `+title+`") (save-buffer))`)
		}},
	}
	for i, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			title := fmt.Sprintf("Headline %02d", i)
			w.save(t, title)
			if status, body := get(t, address+"/2022/11/first/"); status != 200 || !strings.Contains(body, title) {
				t.Errorf("the page is older than the save (%d)", status)
			}
			if _, body := get(t, address+"/"); !strings.Contains(body, title) {
				t.Error("the list is older than the save")
			}
			if _, body := get(t, address+"/players/cam-akers/feed.xml"); !strings.Contains(body, title) {
				t.Error("the feed is older than the save")
			}
		})
	}
	t.Run("new folders", func(t *testing.T) {
		save(t, filepath.Join(dir, "content/posts/2023/01/deep.md"), post("Deep headline", "Words."))
		if _, body := get(t, address+"/"); !strings.Contains(body, "Deep headline") {
			t.Error("a post in a new folder is not seen")
		}
		save(t, filepath.Join(dir, "content/posts/2023/01/deep.md"), post("Deeper headline", "Words."))
		if _, body := get(t, address+"/"); !strings.Contains(body, "Deeper headline") {
			t.Error("an edit in a new folder is not seen")
		}
	})
	t.Run("settings, words and templates", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(dir, "site.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		save(t, filepath.Join(dir, "site.yaml"), strings.Replace(string(text), "title: Desk", "title: Another Desk", 1))
		if _, body := get(t, address+"/"); !strings.Contains(body, "Another Desk") {
			t.Error("an edit of site.yaml is not seen")
		}
		save(t, filepath.Join(dir, "templates/partials/post-end.html"), "<p>After every post</p>")
		if _, body := get(t, address+"/2022/11/first/"); !strings.Contains(body, "After every post") {
			t.Error("a new template is not seen")
		}
		save(t, filepath.Join(dir, "templates/strings.yaml"), "en: {search.none: Look it up}\n")
		if _, body := get(t, address+"/search/"); !strings.Contains(body, "Look it up") {
			t.Error("a new word is not seen")
		}
	})
	t.Run("git checkout", func(t *testing.T) {
		git := func(args ...string) {
			run(t, "git", append([]string{"-C", dir, "-c", "user.name=Desk", "-c", "user.email=desk@example.org"}, args...)...)
		}
		git("init", "-q", "-b", "main")
		git("add", "content")
		git("commit", "-qm", "before")
		for i := range 300 {
			save(t, filepath.Join(dir, fmt.Sprintf("content/posts/burst/%d.md", i)), post(fmt.Sprintf("Burst %d", i), "Words."))
		}
		git("checkout", "-qb", "other")
		git("add", "content")
		git("commit", "-qm", "after")
		git("checkout", "-q", "main")
		if status, _ := get(t, address+"/2022/11/299/"); status != 404 {
			t.Errorf("a post that a checkout took away is still there (%d)", status)
		}
		git("checkout", "-q", "other")
		if status, _ := get(t, address+"/2022/11/299/"); status != 200 {
			t.Errorf("a post that a checkout brought is not there (%d)", status)
		}
	})
}

func TestASitesFolderMayGoAndComeBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "desk")
	if err := os.CopyFS(dir, os.DirFS(desk(t))); err != nil {
		t.Fatal(err)
	}
	address := startServe(t, dir)
	n := 0
	seen := func(t *testing.T) {
		t.Helper()
		for range 2 {
			n++
			title := fmt.Sprintf("Headline %d", n)
			save(t, filepath.Join(dir, "content/posts/first.md"), post(title, "Words."))
			if _, body := get(t, address+"/"); !strings.Contains(body, title) {
				t.Errorf("save %d is not seen", n)
			}
		}
	}
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	gone := func(t *testing.T) {
		t.Helper()
		if status, body := get(t, address+"/"); status != 200 || !strings.Contains(body, fmt.Sprintf("Headline %d", n)) {
			t.Errorf("without the folder the last good page is not shown: %d", status)
		}
		if _, err := os.Lstat(dir); err == nil {
			t.Error("serve makes the folder of a site that is gone")
		}
	}
	seen(t)
	other := dir + "-2"
	t.Run("renamed and back", func(t *testing.T) {
		must(t, os.Rename(dir, other))
		gone(t)
		must(t, os.Rename(other, dir))
		seen(t)
	})
	t.Run("replaced by a copy", func(t *testing.T) {
		must(t, os.CopyFS(other, os.DirFS(dir)))
		must(t, os.RemoveAll(dir))
		gone(t)
		must(t, os.Rename(other, dir))
		seen(t)
	})
	t.Run("replaced between two requests", func(t *testing.T) {
		must(t, os.CopyFS(other, os.DirFS(dir)))
		must(t, os.RemoveAll(dir))
		must(t, os.Rename(other, dir))
		seen(t)
	})
	t.Run("nothing remembered", func(t *testing.T) {
		must(t, os.RemoveAll(filepath.Join(dir, ".pressbox")))
		seen(t)
	})
	for _, name := range []string{"content", "content/posts"} {
		t.Run(name+" gone and back", func(t *testing.T) {
			must(t, os.Rename(filepath.Join(dir, name), other))
			if _, body := get(t, address+"/"); strings.Contains(body, fmt.Sprintf("Headline %d", n)) {
				t.Error("a post that is gone is shown")
			}
			must(t, os.Rename(other, filepath.Join(dir, name)))
			seen(t)
		})
	}
}

func TestFailuresAreToldOnce(t *testing.T) {
	dir := desk(t)
	config := filepath.Join(dir, "site.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	address := startServe(t, dir)
	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	_, first := get(t, address+"/_pressbox/state?path=/")
	if !strings.Contains(first, "no site.yaml") {
		t.Fatalf("the failure is not shown: %s", first)
	}
	if _, again := get(t, address+"/_pressbox/state?path=/"); again != first {
		t.Errorf("asking again changes the state: %s, then %s", first, again)
	}
	save(t, config, string(text))
	if _, state := get(t, address+"/_pressbox/state?path=/"); strings.Contains(state, "no site.yaml") {
		t.Errorf("the failure stays: %s", state)
	}
}

func TestPicturesAndOtherTabsDoNotMakeAPageForgotten(t *testing.T) {
	dir := desk(t)
	for i := range 100 {
		save(t, filepath.Join(dir, fmt.Sprintf("static/p/%d.svg", i)), "<svg xmlns='http://www.w3.org/2000/svg'/>")
	}
	css := filepath.Join(dir, "static/css/site.css")
	save(t, css, "p { color: red }")
	address := startServe(t, dir)
	res, err := http.Get(address + "/2022/11/first/")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	sum := regexp.MustCompile(`data-sum="(\w+)"`).FindStringSubmatch(string(body))
	for i := range 100 {
		get(t, fmt.Sprintf("%s/p/%d.svg", address, i))
	}
	save(t, css, "p { color: green }")
	get(t, address+"/2022/11/first/") // another tab, of the same page
	save(t, css, "p { color: blue }")
	if _, state := get(t, address+"/_pressbox/state?path=/2022/11/first/&sum="+sum[1]); !strings.Contains(state, `"changed":false,"styles":{"/`) {
		t.Errorf("the style sheet is not swapped in place: %s", state)
	}
}

func TestProblemsLeaveTheLastGoodPages(t *testing.T) {
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	address := startServe(t, dir)
	_, good := get(t, address+"/2022/11/first/")
	save(t, file, "---\ntitle: [unclosed\n---\n")
	for _, path := range []string{"/2022/11/first/", "/"} {
		if status, body := get(t, address+path); status != 200 || !strings.Contains(body, "First headline") {
			t.Errorf("%s with a problem in the folder: %d", path, status)
		}
	}
	if _, body := get(t, address+"/2022/11/first/"); body != good {
		t.Error("the page is not the last good one")
	}
	_, state := get(t, address+"/_pressbox/state?path=/")
	for _, want := range []string{`"Place":"content/posts/first.md:2`, `"Source":"title: [unclosed"`, `"Editor":"vscode://file/`} {
		if !strings.Contains(state, want) {
			t.Errorf("the panel lacks %s: %s", want, state)
		}
	}
	save(t, file, post("Mended headline", "Words."))
	if _, body := get(t, address+"/2022/11/first/"); !strings.Contains(body, "Mended headline") {
		t.Error("the mended page does not show")
	}
	if _, state := get(t, address+"/_pressbox/state?path=/"); !strings.Contains(state, `"problems":[]`) {
		t.Errorf("the problem stays: %s", state)
	}
	picture := filepath.Join(dir, "content/posts/him.svg")
	save(t, picture, "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'/>")
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "![Him](him.svg)"))
	if status, _ := get(t, address+"/media/posts/him.svg"); status != 200 {
		t.Errorf("a picture: %d", status)
	}
	if err := os.Remove(picture); err != nil {
		t.Fatal(err)
	}
	if status, body := get(t, address+"/2022/11/second/"); status != 200 || !strings.Contains(body, "/media/posts/him.svg") {
		t.Errorf("a picture that is gone takes the page away (%d)", status)
	}
	if status, _ := get(t, address+"/media/posts/him.svg"); status != 404 {
		t.Errorf("a picture that is gone: %d", status)
	}
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "Second words."))
	save(t, filepath.Join(dir, "templates/post.html"), `{{define "main"}}<p>{{.Nothing}}</p>{{end}}`)
	if status, body := get(t, address+"/2022/11/first/"); status != 200 || !strings.Contains(body, "Mended headline") {
		t.Errorf("a broken template takes the page away (%d)", status)
	}
	if _, state := get(t, address+"/_pressbox/state?path=/2022/11/first/"); !strings.Contains(state, "templates/post.html:1:") {
		t.Errorf("the template's problem does not show: %s", state)
	}
}

// A page that nobody asked for before something broke is there, too, and so is what was
// saved since.
func TestPagesNeverAskedForShowWhileSomethingIsBroken(t *testing.T) {
	dir := desk(t)
	first := filepath.Join(dir, "content/posts/first.md")
	template := filepath.Join(dir, "templates/post.html")
	save(t, template, `{{define "main"}}<h1>{{.Title}}</h1>The old look.{{.Body}}{{end}}`)
	address := startServe(t, dir)
	shows := func(path string, words ...string) {
		t.Helper()
		status, body := get(t, address+path)
		for _, w := range words {
			if status != 200 || !strings.Contains(body, w) {
				t.Errorf("%s: %d, lacks %q:\n%s", path, status, w, body)
			}
		}
	}
	for n, broken := range []string{`{{define "main"}}{{if}}{{end}}`, `{{define "main"}}{{(index .Players 9).Text}}{{end}}`} {
		save(t, template, broken)
		words := fmt.Sprintf("New words %d.", n)
		save(t, first, post("First headline", words))
		save(t, filepath.Join(dir, fmt.Sprintf("content/posts/new-%d.md", n)), post("New headline", words))
		shows("/2022/11/first/", "The old look.", words)
		shows(fmt.Sprintf("/2022/11/new-%d/", n), "The old look.", words)
		shows("/_pressbox/state?path=/2022/11/first/", "templates/post.html:1:", `"below":"this is the last good page"`)
		shows("/_pressbox/state?path=/", `"below":""`)
	}
	save(t, template, `{{define "main"}}The new look.{{.Body}}{{end}}`)
	shows("/2022/11/first/", "The new look.")
	save(t, first, "---\ntitle: [unclosed\n---\nBroken words.\n")
	save(t, filepath.Join(dir, "content/posts/second.md"), post("Second headline", "Saved meanwhile."))
	save(t, filepath.Join(dir, "content/posts/third.md"), post("Third headline", "New meanwhile."))
	shows("/2022/11/first/", "New words 1.")
	shows("/2022/11/second/", "Saved meanwhile.")
	shows("/2022/11/third/", "New meanwhile.")
	shows("/", "First headline", "Saved meanwhile.", "Third headline")
	shows("/_pressbox/state?path=/2022/11/first/", "content/posts/first.md:2:", `"below":"this is the last good page"`)
	shows("/_pressbox/state?path=/2022/11/second/", "content/posts/first.md:2:", `"below":""`)
}

// A template in itself would never end.
func TestACardInItselfDoesNotEndThePreview(t *testing.T) {
	dir := desk(t)
	card := filepath.Join(dir, "templates/partials/card.html")
	save(t, card, "{{card .}}")
	address := startServe(t, dir)
	if status, body := get(t, address+"/"); status != 500 || !strings.Contains(body, "templates/partials/card.html:1:3: ") {
		t.Errorf("%d: %s", status, body)
	}
	save(t, card, "<b>{{.Title}}</b>")
	if status, body := get(t, address+"/"); status != 200 || !strings.Contains(body, "<b>First headline</b>") {
		t.Errorf("mended: %d: %s", status, body)
	}
}

// The terminal tells of a problem with what to do, once, and when it is mended.
func TestTheTerminalTellsOfProblems(t *testing.T) {
	dir := desk(t)
	file := filepath.Join(dir, "content/posts/first.md")
	address, errs := hearServe(t, dir)
	get(t, address+"/")
	for _, c := range []struct{ text, want, never string }{
		{post("Edited headline", "Words."), "content/posts/first.md, loaded in", "mended"},
		{"---\ntitle: Broken\ndate: 2022-13-45\n---\nWords.\n", "content/posts/first.md:3:7: ", "loaded in"},
		{post("Mended headline", "Words."), "content/posts/first.md, loaded in", "mended"},
	} {
		before := len(errs.String())
		save(t, file, c.text)
		for range 3 {
			get(t, address+"/")
		}
		said := errs.String()[before:]
		if strings.Count(said, c.want) != 1 || strings.Contains(said, c.never) {
			t.Errorf("it said %q, want %q once", said, c.want)
		}
	}
	if said := errs.String(); strings.Count(said, "the last good pages stay up until this is mended") != 1 {
		t.Errorf("it said %q", said)
	}
}

// A load makes no page, so that what fails only when one is made is told when it does.
func TestAPageThatCannotBeMadeIsToldOnce(t *testing.T) {
	dir := desk(t)
	template := filepath.Join(dir, "templates/post.html")
	save(t, template, `{{define "main"}}{{(index .Players 1).Text}}{{end}}`) // one is there
	var told []string
	server, err := preview.New(t.Context(), preview.Options{
		Site:  site.Options{Dir: dir, Program: "test", Theme: pressbox.Theme},
		Clock: time.Now, Loaded: func(l preview.Load) { told = append(told, fmt.Sprint(l.Problems)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	go server.Run(t.Context())
	ask := func(path string, want int) {
		t.Helper()
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
	ask("/", 200)
	told = nil
	for range 2 {
		ask("/2022/11/first/", 500)
		ask("/_pressbox/state?path=/2022/11/second/", 200)
	}
	if len(told) != 1 || !strings.Contains(told[0], "templates/post.html:1:") {
		t.Errorf("told %q", told)
	}
	save(t, template, `{{define "main"}}{{(index .Players 0).Text}}{{end}}`)
	told = nil
	ask("/2022/11/first/", 200)
	if len(told) != 1 || strings.Contains(told[0], "templates/post.html") {
		t.Errorf("told %q after it was mended", told)
	}
}

func TestScheduledPostsShowWhenTheyFallDue(t *testing.T) {
	t.Parallel()
	dir := desk(t)
	due := time.Now().Add(3 * time.Second).Truncate(time.Second)
	save(t, filepath.Join(dir, "content/posts/later.md"), fmt.Sprintf("---\ntitle: Later headline\ndate: %s\n---\nWords.\n", due.Format(time.RFC3339)))
	address := startServe(t, dir)
	if _, body := get(t, address+"/"); strings.Contains(body, "Later headline") && time.Now().Before(due) {
		t.Fatal("a scheduled post shows early")
	}
	// Whoever has a page open is told by then, without asking or saving anything.
	events, err := http.Get(address + "/_pressbox/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	for lines := bufio.NewScanner(events.Body); time.Now().Before(due); {
		if !lines.Scan() {
			t.Fatalf("the stream ended: %v", lines.Err())
		}
	}
	if _, body := get(t, address+"/"); !strings.Contains(body, "Later headline") {
		t.Error("a scheduled post that is due does not show")
	}
}

// What changes by itself changes in the preview, and back again with the clock.
func TestPagesFollowTheClock(t *testing.T) {
	dir := desk(t)
	config := filepath.Join(dir, "site.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	save(t, config, string(text)+"timezone: America/New_York\n")
	save(t, filepath.Join(dir, "content/players/cam-akers.md"), "---\nname: Cam Akers\nposition: RB\nborn: 1999-06-22\n---\n")
	save(t, filepath.Join(dir, "content/posts/later.md"), "---\ntitle: Later headline\ndate: 2023-06-22T00:00:30-04:00\n---\nWords.\n")
	save(t, filepath.Join(dir, "content/posts/passing.md"), "---\ntitle: Passing headline\ndate: 2022-11-02\nexpires: 2023-06-22T00:00:20-04:00\n---\nWords.\n")
	midnight := time.Date(2023, 6, 22, 4, 0, 0, 0, time.UTC)
	var offset atomic.Int64
	clock := func() time.Time { return midnight.Add(time.Duration(offset.Load())) }
	offset.Store(int64(-time.Second))
	server, err := preview.New(t.Context(), preview.Options{Site: site.Options{Dir: dir, Program: "test", Theme: pressbox.Theme}, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	go server.Run(t.Context())
	page := func(path string) string {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "http://localhost"+path, nil)
		server.ServeHTTP(w, r)
		return w.Body.String()
	}
	for _, c := range []struct {
		at             time.Duration
		age            string
		later, passing bool
	}{
		{-time.Second, "23", false, true},
		{time.Second, "24", false, true},
		{21 * time.Second, "24", false, false},
		{31 * time.Second, "24", true, false},
		{-time.Second, "23", false, true},
		{time.Hour, "24", true, false},
	} {
		offset.Store(int64(c.at))
		home, player := page("/"), page("/players/cam-akers/")
		if got := strings.Contains(home, "Later headline"); got != c.later {
			t.Errorf("at %s: the scheduled post shows: %v", c.at, got)
		}
		if got := strings.Contains(home, "Passing headline"); got != c.passing {
			t.Errorf("at %s: the expiring post shows: %v", c.at, got)
		}
		if age := regexp.MustCompile(`\b2[34]\b`).FindString(regexp.MustCompile(`(?s)^.*?<main|<[^>]*>`).ReplaceAllString(player, " ")); age != c.age {
			t.Errorf("at %s: his age is %q, want %s", c.at, age, c.age)
		}
	}
}

// TestBusyPreviewIsNeverStale holds the preview to its law while many read and one
// writes, and counts what is left over afterwards.
func TestBusyPreviewIsNeverStale(t *testing.T) {
	readers, saves := 200, int64(20)
	if os.Getenv("CI") != "" {
		saves = 200
	}
	dir := desk(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	server, err := preview.New(ctx, preview.Options{Site: site.Options{Dir: dir, Program: "test", Theme: pressbox.Theme}, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	go server.Run(ctx)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: server}
	go web.Serve(l)
	defer web.Close()
	address := "http://" + l.Addr().String()
	transport := &http.Transport{MaxIdleConnsPerHost: readers}
	client := &http.Client{Transport: transport}
	read := func(path string) string {
		res, err := client.Get(address + path)
		if err != nil {
			t.Error(err)
			return ""
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != 200 {
			t.Errorf("%s: %d, %v", path, res.StatusCode, err)
		}
		return string(body)
	}
	read("/")
	measure := func() (goroutines int, heap uint64) {
		transport.CloseIdleConnections()
		time.Sleep(100 * time.Millisecond)
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	goroutines, heap := measure()

	var saved, requests atomic.Int64
	number := regexp.MustCompile(`Headline (\d+)`)
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() {
		defer close(done)
		file := filepath.Join(dir, "content/posts/first.md")
		for n := int64(1); n <= saves && !t.Failed(); n++ {
			// Whole at once, so that no reader can meet half a file.
			save(t, file+"~", post(fmt.Sprintf("Headline %d", n), "Words."))
			if err := os.Rename(file+"~", file); err != nil {
				t.Error(err)
			}
			saved.Store(n)
			time.Sleep(100 * time.Millisecond)
		}
	})
	for i := range readers {
		wg.Go(func() {
			path := []string{"/", "/2022/11/first/", "/players/cam-akers/", "/feed.xml"}[i%4]
			for more := true; more && !t.Failed(); {
				select {
				case <-done:
					more = false // once more, of the last save
				default:
				}
				time.Sleep(200 * time.Millisecond) // who reads looks, too; without, they take every processor there is
				want := saved.Load()
				body := read(path)
				requests.Add(1)
				var got int64
				if m := number.FindStringSubmatch(body); m != nil {
					fmt.Sscan(m[1], &got)
				}
				if got < want {
					t.Errorf("%s shows headline %d, and %d was saved before it was asked for", path, got, want)
				}
			}
		})
	}
	wg.Wait()
	if saved.Load() < saves || requests.Load() < int64(readers) {
		t.Fatalf("%d saves and %d requests prove nothing", saved.Load(), requests.Load())
	}
	after, heapAfter := measure()
	if after > goroutines+5 {
		t.Errorf("%d goroutines before, %d after", goroutines, after)
	}
	if heapAfter > heap+16<<20 {
		t.Errorf("%d bytes in use before, %d after", heap, heapAfter)
	}
	t.Logf("%d saves, %d requests; goroutines %d, %d; heap %d, %d KiB", saved.Load(), requests.Load(), goroutines, after, heap>>10, heapAfter>>10)
}

func TestCtrlCDuringTheFirstLookIsNoFailure(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errs bytes.Buffer
	p := &program{stdout: &out, stderr: &errs, clock: time.Now}
	if status := p.run(ctx, []string{"serve", "-C", desk(t), "--port", "0"}); status != 0 || errs.Len() > 0 {
		t.Errorf("exit status %d, %q", status, errs.String())
	}
}
