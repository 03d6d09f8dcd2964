package deploy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
)

// A memory is a store of bytes alone.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (m *memory) Get(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if data, ok := m.files[name]; ok {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

func (m *memory) Put(_ context.Context, f deploy.File) error {
	data, err := f.Pack()
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[f.Path] = data
	return nil
}

func (m *memory) Delete(_ context.Context, names []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range names {
		delete(m.files, name)
	}
	return nil
}

func (m *memory) Holds(_ context.Context, files []deploy.File) ([]deploy.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	states := make([]deploy.State, len(files))
	for i, f := range files {
		if data, ok := m.files[f.Path]; ok {
			states[i] = deploy.Other
			if digest.Of(data) == f.Sum {
				states[i] = deploy.Equal
			}
		}
	}
	return states, nil
}

func (m *memory) Limits() deploy.Limits { return deploy.Limits{Host: "Memory", FileSize: 1000} }

func TestBrakes(t *testing.T) {
	p := newPaper([]int{1, 2, 3, 4, 5}, "p {}")
	linear := func(a, b string) bool { return a < b }
	noon := time.Date(2022, 11, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		site func(*deploy.Site)
		opt  deploy.Options
		want string // empty when it goes on
	}{
		"nothing new":                 {},
		"an empty site":               {site: func(s *deploy.Site) { s.Files = nil }, want: "the site is empty"},
		"drafts":                      {site: func(s *deploy.Site) { s.Drafts = true }, want: "drafts"},
		"another site":                {site: func(s *deploy.Site) { s.ID = "x" }, want: "another site stands there"},
		"another site by force":       {site: func(s *deploy.Site) { s.ID = "x" }, opt: deploy.Options{Force: true}, want: "another site stands there"},
		"an older commit":             {site: func(s *deploy.Site) { s.Commit = "b" }, want: "newer than this checkout"},
		"an older commit by force":    {site: func(s *deploy.Site) { s.Commit = "b" }, opt: deploy.Options{Force: true}},
		"a newer commit":              {site: func(s *deploy.Site) { s.Commit = "d" }},
		"an unknown commit, earlier":  {site: func(s *deploy.Site) { s.Commit, s.Made, s.Ancestor = "d", noon.Add(-time.Hour), nil }, want: "from commit c of 2022-11-01 12:00:00, and this checkout is an older one (d of 2022-11-01 11:00:00)"},
		"an unknown commit, later":    {site: func(s *deploy.Site) { s.Commit, s.Made, s.Ancestor = "d", noon.Add(time.Hour), nil }},
		"a clock that went back":      {site: func(s *deploy.Site) { s.Commit, s.Made = "d", noon.Add(-time.Hour) }},
		"somebody else's release":     {site: func(s *deploy.Site) { s.Commit = "" }, opt: deploy.Options{Parent: "other"}, want: "somebody else deployed on 1 November 2022 17:05 UTC from commit c"},
		"their commit is here":        {site: func(s *deploy.Site) { s.Commit = "d" }, opt: deploy.Options{Parent: "other"}},
		"too many deletions":          {site: func(s *deploy.Site) { s.Files = s.Files[:3] }, opt: deploy.Options{MaxDeletes: 2}, want: "files would be removed"},
		"one deletion and none":       {site: func(s *deploy.Site) { s.Files = s.Files[1:] }, want: "CNAME would be removed: if that is right, deploy with --max-deletes 1"},
		"as many as usual":            {site: func(s *deploy.Site) { s.Files = s.Files[:3] }, opt: deploy.Options{MaxDeletes: deploy.UsualDeletes}},
		"a file beyond the limits":    {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{"z": strings.Repeat("z", 1001)})...) }, want: "Memory takes files of at most 1000 bytes, and z has 1001"},
		"a path that leads out":       {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{"z/../../y": "y"})...) }, want: "no path for a host"},
		"a path that is the host's":   {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{".pressbox/record": "y"})...) }, want: "no path for a host"},
		"a path that is git's":        {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{".git/config": "y"})...) }, want: "no path for a host"},
		"a name that only looks so":   {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{".github/x": "y"})...) }},
		"a file somebody put there":   {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{"theirs": "ours"})...) }, want: "stand in the way: theirs"},
		"the same, replaced by force": {site: func(s *deploy.Site) { s.Files = append(s.Files, files(paper{"theirs": "ours"})...) }, opt: deploy.Options{Force: true}},
	} {
		t.Run(name, func(t *testing.T) {
			m := &memory{files: map[string][]byte{"theirs": []byte("theirs")}}
			var now clock
			site := deploy.Site{ID: siteID, Files: files(p), Commit: "c", Made: noon, Ancestor: linear}
			if _, err := deploy.Run(t.Context(), site, deploy.InPlace(m, 2), deploy.Options{Time: now.next()}); err != nil {
				t.Fatal(err)
			}
			before := maps.Clone(m.files)
			if test.site != nil {
				test.site(&site)
			}
			test.opt.Time = now.next()
			_, err := deploy.Run(t.Context(), site, deploy.InPlace(m, 2), test.opt)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, not %q", err, test.want)
			case test.want != "" && !maps.EqualFunc(before, m.files, bytes.Equal):
				t.Error("and something was written")
			}
		})
	}
}

func TestWhatAHostSaysIsNotTrusted(t *testing.T) {
	for _, name := range []string{"../x", "/etc/passwd", "a/../b", "", ".", "a\\b", "a\nb", ".git/hooks/x", ".pressbox/pending"} {
		good := &deploy.Record{Format: 1, Site: siteID, Files: []deploy.File{{Path: name}}}
		data, err := good.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := deploy.DecodeRecord(data); err == nil {
			t.Errorf("a record names %q", name)
		}
		kept := &deploy.Record{Format: 1, Site: siteID, Kept: []deploy.Kept{{File: deploy.File{Path: name}}}}
		if data, err = kept.Encode(); err != nil {
			t.Fatal(err)
		}
		if _, err := deploy.DecodeRecord(data); err == nil {
			t.Errorf("a record keeps %q", name)
		}
		list, err := (&deploy.Pending{Format: 1, Site: siteID, Paths: []string{name}}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := deploy.DecodePending(list); err == nil {
			t.Errorf("a pending list names %q", name)
		}
	}
	for _, r := range []deploy.Record{
		{Format: 0},
		{Format: -1},
		{Format: 2},
		{Format: 1, Commit: "\x1b[2J"},
		{Format: 1, Commit: "--help"},
		{Format: 1, Release: "\x1b[2J"},
		{Format: 1, Release: ".."},
		{Format: 1, Parent: "../../x"},
	} {
		data, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := deploy.DecodeRecord(data); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%+v: %v", r, err)
		}
	}
	whole, err := (&deploy.Record{Format: 1, Site: siteID, Files: files(newPaper([]int{1, 2, 3}, "p {}"))}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{"", "garbage", "\x1f\x8b", string(whole[:len(whole)/2]), string(whole[:len(whole)-1])} {
		if _, err := deploy.DecodeRecord([]byte(data)); err == nil || !strings.Contains(err.Error(), "deploy again") {
			t.Errorf("%q is a record, or no next step is named: %v", data, err)
		}
	}
}

func TestWhoDoesNotAnswerIsToldOnce(t *testing.T) {
	var asked int
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer server.Close()
	var change deploy.Changes
	for n := range 100 {
		change.New = append(change.New, files(paper{fmt.Sprintf("players/%d/feed.xml", n): "x"})...)
	}
	a := deploy.After{Hubs: []string{server.URL}, Purge: deploy.Purge{URL: server.URL}}
	if errs := a.Tell(t.Context(), change, "https://n.example/", nil); len(errs) != 2 || asked != 2 {
		t.Errorf("asked %d times: %v", asked, errs)
	}
	a = deploy.After{Purge: deploy.Purge{URL: server.URL, Token: "TOKEN"}}
	if errs := a.Tell(t.Context(), change, "https://n.example/", func(string) string { return "" }); len(errs) != 1 || asked != 2 {
		t.Errorf("without its token, a purge was sent: %v", errs)
	}
}

func TestTwoDeploysAtOnceDoNotPassForOne(t *testing.T) {
	m := &memory{files: map[string][]byte{}}
	host := deploy.InPlace(m, 1)
	list := func(release string) []byte {
		data, err := (&deploy.Pending{Format: 1, Site: siteID, Release: release, Paths: []string{release}}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	first, err := host.Stage(t.Context(), deploy.Changes{}, list("first"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := host.Stage(t.Context(), deploy.Changes{}, list("second"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []deploy.Release{first, second} {
		if err := r.Commit(t.Context(), []byte("record")); err == nil {
			t.Error("one of two was committed")
		}
	}
	_, left, err := host.Record(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := deploy.DecodePending(left)
	if err != nil || !slices.Equal(p.Paths, []string{"first", "second"}) {
		t.Errorf("the next deploy looks after %v, %v", p, err)
	}
}

func TestWhoIsToldOfAChange(t *testing.T) {
	var mu sync.Mutex
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		switch r.URL.Path {
		case "/hub":
			got = append(got, "hub "+string(body))
		case "/purge":
			var list struct{ Files []string }
			json.Unmarshal(body, &list)
			got = append(got, r.Header.Get("Authorization")+" "+strings.Join(list.Files, " "))
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer server.Close()
	change := deploy.Changes{
		New:     files(paper{"2022/11/é/index.html": "x"}),
		Changed: files(paper{"index.html": "x", "feed.xml": "x", "404.html": "x"}),
		Removed: []string{"gone/index.html"},
	}
	a := deploy.After{
		Hubs: []string{server.URL + "/hub"}, IndexNow: "0123456789abcdef", IndexNowURL: server.URL + "/indexnow?secret",
		Purge: deploy.Purge{URL: server.URL + "/purge", Token: "TOKEN"},
	}
	errs := a.Tell(t.Context(), change, "https://n.example/news/", func(name string) string { return "value of " + name })
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), "403") || strings.Contains(errs[0].Error(), "secret") {
		t.Errorf("warnings: %v", errs)
	}
	want := []string{
		"Bearer value of TOKEN https://n.example/news/2022/11/%C3%A9/ https://n.example/news/404.html https://n.example/news/feed.xml https://n.example/news/ https://n.example/news/gone/",
		"hub hub.mode=publish&hub.topic=https%3A%2F%2Fn.example%2Fnews%2Ffeed.xml&hub.url=https%3A%2F%2Fn.example%2Fnews%2Ffeed.xml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
