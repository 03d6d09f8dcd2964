package deploy_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/deploy/ssh"
)

// A fault is what a proxy does to a request instead of passing it on.
type fault struct {
	name    string
	most    int // times that it happens; 0 for always
	do      func(w http.ResponseWriter, r *http.Request, pass http.Handler)
	lasting bool // no use in trying again
}

// answer refuses a request.
func answer(status int, code string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>no</Message></Error>`, code)
	}
}

func faults() []fault {
	hangUp := func(w http.ResponseWriter) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			conn.Close()
		}
	}
	return []fault{
		{name: "refused", do: func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { hangUp(w) }},
		{name: "slow", most: 2, do: func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			// Until whoever asks has lost patience.
			io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
			hangUp(w)
		}},
		{name: "cut on the way there", do: func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			io.CopyN(io.Discard, r.Body, r.ContentLength/2)
			hangUp(w)
		}},
		{name: "cut on the way back", do: func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
			// The server has done it, and half of what it says arrives.
			seen := httptest.NewRecorder()
			pass.ServeHTTP(seen, r)
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			var whole bytes.Buffer
			res := seen.Result()
			res.ContentLength = int64(seen.Body.Len())
			if res.Write(&whole) == nil {
				conn.Write(whole.Bytes()[:whole.Len()/2])
			}
		}},
		{name: "a wrong checksum", do: func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
			body, err := io.ReadAll(r.Body)
			if err != nil || len(body) == 0 {
				hangUp(w)
				return
			}
			body[len(body)/2] ^= 1
			r.Body = io.NopCloser(bytes.NewReader(body))
			pass.ServeHTTP(w, r)
		}},
		{name: "503", do: answer(http.StatusServiceUnavailable, "SlowDown")},
		{name: "500", do: answer(http.StatusInternalServerError, "InternalError")},
		{name: "403", do: answer(http.StatusForbidden, "AccessDenied"), lasting: true},
	}
}

// A kind of request, as a proxy knows it.
var requests = map[string]func(r *http.Request) bool{
	"uploads":   func(r *http.Request) bool { return r.Method == http.MethodPut },
	"questions": func(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead },
	"deletions": func(r *http.Request) bool { return r.Method == http.MethodDelete || r.Method == http.MethodPost },
}

// A proxy stands between a deploy and a gateway.
type proxy struct {
	mu    sync.Mutex
	fault *fault
	on    func(*http.Request) bool
	once  bool // each request only the first time it is made
	done  map[string]bool
	hits  int
	wrote int // requests that write
}

func (p *proxy) set(f *fault, on func(*http.Request) bool, once bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.on, p.once, p.done, p.hits = f, on, once, map[string]bool{}, 0
}

// start returns the address at which the proxy listens.
func (p *proxy) start(t *testing.T, to string) string {
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", to
			r.Out.Host = r.In.Host // it is part of what is signed
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		var f *fault
		key := r.Method + r.URL.String()
		if p.fault != nil && p.on(r) && !(p.once && p.done[key]) && (p.fault.most == 0 || p.hits < p.fault.most) {
			f = p.fault
			p.done[key] = true
			p.hits++
		}
		if requests["uploads"](r) || requests["deletions"](r) {
			p.wrote++
		}
		p.mu.Unlock()
		if f != nil {
			f.do(w, r, pass)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func TestFaultsOfABucketThatPassAreOvercomeAndOthersBreakNothing(t *testing.T) {
	g := needGateway(t)
	old := newPaper([]int{1, 2, 3}, "p { color: red }")
	next := newPaper([]int{1, 3, 4}, "p { color: green }")
	for _, f := range faults() {
		for what, on := range requests {
			t.Run(f.name+" on "+what, func(t *testing.T) {
				t.Parallel()
				var p proxy
				bucket := g.bucket(t)
				address := p.start(t, g.address)
				s := store(t, address, bucket)
				at := place{seen: func() map[string]string { return tree(t, filepath.Join(g.dir, bucket, "news")) }}
				var now clock
				run := func(p paper) (*deploy.Report, error) {
					return deploy.Run(t.Context(), deploy.Site{ID: siteID, Files: files(p)}, deploy.InPlace(s, 4), deploy.Options{MaxDeletes: 9, Time: now.next(), Verify: true})
				}
				if _, err := run(old); err != nil {
					t.Fatal(err)
				}
				p.set(&f, on, true)
				r, err := run(next)
				if f.lasting == (err == nil) {
					t.Fatalf("once: %v", err)
				}
				if p.hits == 0 {
					t.Fatal("the fault did not happen")
				}
				if err == nil {
					holds(t, at, next, nil, r)
				}
				if testing.Short() || f.name == "slow" {
					return // as often as it is tried, it takes its time
				}

				p.set(nil, nil, false)
				if _, err := run(old); err != nil {
					t.Fatal(err)
				}
				before := at.seen()
				p.set(&f, on, false)
				if _, err = run(next); err == nil {
					t.Fatal("always: no error")
				}
				if strings.Contains(err.Error(), secretKey) || strings.Contains(err.Error(), accessKey) {
					t.Errorf("the message holds credentials: %v", err)
				}
				seen := at.seen()
				if lost := dead(seen); lost != nil {
					t.Errorf("links lead nowhere: %v", lost)
				}
				for name := range before {
					if _, ok := seen[name]; !ok && what == "uploads" {
						t.Errorf("%s was removed, and not everything was sent", name)
					}
				}
				p.set(nil, nil, false)
				if r, err = run(next); err != nil {
					t.Fatal(err)
				}
				holds(t, at, next, nil, r)
			})
		}
	}
}

func TestWhatIsNotWorthItIsTriedOnce(t *testing.T) {
	g := needGateway(t)
	var p proxy
	s := store(t, p.start(t, g.address), g.bucket(t))
	all := faults()
	p.set(&all[len(all)-1], requests["uploads"], false)
	err := s.Put(t.Context(), files(paper{"a": "a"})[0])
	if err == nil || p.hits != 1 || !strings.Contains(err.Error(), "AWS_ACCESS_KEY_ID") {
		t.Errorf("%d tries, %v", p.hits, err)
	}
	p.set(&all[5], requests["uploads"], false)
	if err := s.Put(t.Context(), files(paper{"a": "a"})[0]); err == nil || p.hits != 6 {
		t.Errorf("%d tries, %v", p.hits, err)
	}
}

func TestWhatAServerRefusesIsNotTakenForNothing(t *testing.T) {
	g := needGateway(t)
	var p proxy
	s := store(t, p.start(t, g.address), g.bucket(t))
	for _, test := range []struct {
		status     int
		code, says string
	}{
		{404, "InvalidAccessKeyId", "AWS_ACCESS_KEY_ID"},
		{404, "NoSuchBucket", "there is no bucket"},
		{404, "MethodNotAllowed", "MethodNotAllowed"},
		{403, "RequestTimeTooSkewed", "clock of this machine"},
		{400, "AuthorizationHeaderMalformed", "correct region and endpoint"},
		{301, "PermanentRedirect", "correct region and endpoint"},
		{307, "", "correct region and endpoint"},
		{400, "ExpiredToken", "AWS_ACCESS_KEY_ID"},
	} {
		p.set(&fault{do: answer(test.status, test.code)}, requests["questions"], false)
		_, err := s.Get(t.Context(), "a")
		if err == nil || errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), test.says) || p.hits != 1 {
			t.Errorf("%s: after %d tries: %v", test.code, p.hits, err)
		}
	}
	p.set(&fault{do: answer(404, "NoSuchKey")}, requests["questions"], false)
	if _, err := s.Get(t.Context(), "a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing there: %v", err)
	}
}

func TestServersWithoutManyDeletionsAtOnceAreAskedForEach(t *testing.T) {
	g := needGateway(t)
	var p proxy
	bucket := g.bucket(t)
	s := store(t, p.start(t, g.address), bucket)
	for _, f := range files(paper{"a": "a", "b/c": "c"}) {
		if err := s.Put(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	p.set(&fault{do: func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusNotImplemented)
		fmt.Fprint(w, `<Error><Code>NotImplemented</Code><Message>no</Message></Error>`)
	}}, func(r *http.Request) bool { return r.Method == http.MethodPost }, false)
	if err := s.Delete(t.Context(), []string{"a", "b/c", "never there"}); err != nil {
		t.Fatal(err)
	}
	if seen := tree(t, filepath.Join(g.dir, bucket, "news")); len(seen) > 0 {
		t.Errorf("there are %v", seen)
	}
}

func TestOneNewPostMakesFewRequestsThatWrite(t *testing.T) {
	g := needGateway(t)
	var p proxy
	s := store(t, p.start(t, g.address), g.bucket(t))
	site := paper{}
	for n := range 300 { // what a bucket holds besides is never written to
		site[fmt.Sprintf("p%d/index.html", n)] = fmt.Sprint(n)
	}
	var now clock
	run := func() {
		_, err := deploy.Run(t.Context(), deploy.Site{ID: siteID, Files: files(site)}, deploy.InPlace(s, 8), deploy.Options{Time: now.next(), MaxDeletes: 99})
		if err != nil {
			t.Fatal(err)
		}
	}
	run()
	for n := range 20 { // the pages that name the new one
		site[fmt.Sprintf("p%d/index.html", n)] = "changed"
		delete(site, fmt.Sprintf("p%d/index.html", 100+n))
	}
	site["new/index.html"] = "new"
	p.wrote = 0
	run()
	if p.wrote != 21+1+1+2 { // files, the pending list, the record, the deletions of both
		t.Errorf("%d requests wrote", p.wrote)
	}
}

func TestHeadersReachTheBucket(t *testing.T) {
	g := needGateway(t)
	bucket := g.bucket(t)
	s := store(t, g.address, bucket)
	f := files(paper{"old/index.html": strings.Repeat("moved ", 100)})[0]
	f.Cache, f.Encoding = "public, max-age=5", "gzip"
	if err := s.Put(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	for _, change := range []func(*deploy.File){
		func(*deploy.File) {},
		func(f *deploy.File) { f.Cache = "no-store" },
		func(f *deploy.File) { f.Encoding = "" },
		func(f *deploy.File) { f.Type = "text/plain" },
	} {
		other := f
		change(&other)
		states, err := s.Holds(t.Context(), []deploy.File{other, {Path: "nothing", Open: f.Open}})
		if err != nil {
			t.Fatal(err)
		}
		if want := other.Same(f); (states[0] == deploy.Equal) != want || states[1] != deploy.Absent {
			t.Errorf("%+v: %v", other, states)
		}
	}
}

// A brittleLine passes connections on to a server and breaks the first ones off
// after so many bytes.
func brittleLine(t *testing.T, to string, breaks, after int) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 0; ; n++ {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer out.Close()
				go func() {
					io.Copy(in, out)
					in.Close()
				}()
				if n < breaks {
					io.CopyN(out, in, int64(after))
					return
				}
				io.Copy(out, in)
			}()
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

func TestABrokenLineIsMadeAgainAndTheRestIsSent(t *testing.T) {
	m := needMachine(t, sftpOnly)
	p := newPaper([]int{1, 2}, "p {}")
	for n := range 20 {
		p[fmt.Sprintf("media/%d.jpg", n)] = strings.Repeat(fmt.Sprint(n%10), 20_000)
	}
	for name, line := range map[string]struct {
		breaks, after int
		fails         bool
	}{
		"before it is there": {1, 100, false},
		"in the middle":      {2, 150_000, false},
		"each time":          {99, 60_000, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := filepath.Join(t.TempDir(), "www")
			port := brittleLine(t, "127.0.0.1:"+m.port, line.breaks, line.after)
			host := (&ssh.Machine{
				Host: "127.0.0.1", Path: at, Keep: 2, Parallel: 4, Pause: time.Millisecond,
				Options: append([]string{"-o", "Port=" + port, "-o", "ControlPath=none"}, m.options...),
			}).Linked()
			var now clock
			r, err := deploy.Run(t.Context(), deploy.Site{ID: siteID, Files: files(p)}, host, deploy.Options{Time: now.next()})
			if line.fails {
				if err == nil || len(tree(t, filepath.Join(at, "current"))) > 0 {
					t.Errorf("half a site, or no error: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			holds(t, place{seen: func() map[string]string { return tree(t, filepath.Join(at, "current")) }}, p, nil, r)
		})
	}
}

func TestAMachineThatRefusesTheKeyIsAskedOnce(t *testing.T) {
	m := needMachine(t, sftpOnly)
	host := (&ssh.Machine{
		Host: "nobody@127.0.0.1", Path: filepath.Join(t.TempDir(), "www"), Pause: time.Minute,
		Options: append([]string{"-o", "ControlPath=none"}, m.options...),
	}).Linked()
	_, _, err := host.Record(t.Context())
	if err == nil || !strings.Contains(err.Error(), "Permission denied") {
		t.Errorf("got %v", err)
	}
}

func TestAnotherRsyncIsDoneWithout(t *testing.T) {
	m := needMachine(t, withRsync)
	dir := t.TempDir()
	// As that of macOS, which knows the usual options only.
	write(t, filepath.Join(dir, "rsync"), "#!/bin/sh\necho 'rsync: unrecognized option' >&2\nexit 1\n")
	if err := os.Chmod(filepath.Join(dir, "rsync"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	at, local := filepath.Join(dir, "www"), filepath.Join(dir, "public")
	p := newPaper([]int{1, 2, 3}, "p {}")
	var now clock
	r, err := deploy.Run(t.Context(), publish(t, local, p), m.reach(at, local).Linked(), deploy.Options{Time: now.next()})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, place{seen: func() map[string]string { return tree(t, filepath.Join(at, "current")) }}, p, nil, r)
}
