package site

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/problem"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func newSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "site.yaml", "id: an-id\ntitle: A Site\nbase_url: https://example.org/news/\nunregistered: allow\n")
	write(t, dir, "content/posts/2022/11/a.md", "---\ntitle: A Post\ndate: 2022-11-01\nplayer: Cam Akers\n---\nText.\n")
	return dir
}

// smallTheme is the smallest there can be.
func smallTheme() fstest.MapFS {
	fsys := fstest.MapFS{
		"templates/base.html":          {Data: []byte(`<title>{{.Title}}</title>{{template "main" .}}`)},
		"templates/partials/card.html": {Data: []byte(`<p>{{.Title}}</p>`)},
		"templates/strings.yaml":       {Data: []byte("en: {format: {direction: ltr}}\n")},
		"static/css/site.css":          {Data: []byte("the theme's")},
		"static/js/theme.js":           {Data: []byte("the theme's")},
	}
	for _, page := range []string{"404", "author", "home", "list", "page", "player", "post", "search", "source", "story", "tag", "team"} {
		fsys["templates/"+page+".html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}` + page + `{{end}}`)}
	}
	return fsys
}

func load(t *testing.T, dir string, previous *Site) *Site {
	t.Helper()
	s, err := Load(context.Background(), Options{Dir: dir, Now: time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC), Program: "test", Theme: smallTheme()}, previous, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// published returns the bytes of a file of the plan.
func published(t *testing.T, s *Site, path string) string {
	t.Helper()
	f, ok := s.Plan.Lookup(path)
	if !ok {
		return "absent"
	}
	from, err := s.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	content, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestAFolderWithoutSettingsIsNoSite(t *testing.T) {
	dir := t.TempDir()
	_, err := Load(context.Background(), Options{Dir: dir, Theme: smallTheme()}, nil, nil)
	if err == nil || !strings.Contains(err.Error(), "site.yaml") {
		t.Errorf("got %v", err)
	}
}

func TestTheSitesOwnFilesWin(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "static/css/site.css", "the site's")
	write(t, dir, "templates/404.html", `{{define "main"}}the site's{{end}}`)
	s := load(t, dir, nil)
	for path, want := range map[string]string{
		"css/site.css": "the site's", "js/theme.js": "the theme's", "404.html": "<title></title>the site's",
	} {
		if got := published(t, s, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestHiddenFilesArePublishedAndLeftoversAreNot(t *testing.T) {
	dir := newSite(t)
	for _, name := range []string{".well-known/security.txt", "CNAME", ".nojekyll", ".DS_Store", "a.txt~", ".a.txt.swp", "#a.txt#", ".#a.txt", "._a.txt", "img/Thumbs.db", ".gitkeep", ".git/config"} {
		write(t, dir, "static/"+name, "x")
	}
	s := load(t, dir, nil)
	for _, name := range []string{".well-known/security.txt", "CNAME", ".nojekyll"} {
		if published(t, s, name) != "x" {
			t.Errorf("%s is not published", name)
		}
	}
	for _, name := range []string{".DS_Store", "a.txt~", ".a.txt.swp", "#a.txt#", ".#a.txt", "._a.txt", "img/Thumbs.db", ".gitkeep", ".git/config"} {
		if published(t, s, name) != "absent" {
			t.Errorf("%s is published", name)
		}
	}
}

func TestNoLinkLeadsOutOfTheSite(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, "secret.txt", "canary")
	write(t, outside, "templates/post.html", "canary")
	write(t, outside, "posts/x.md", "---\ntitle: canary\ndate: 2022-11-01\n---\ncanary\n")
	tests := map[string]func(dir string) error{
		"static file":   func(dir string) error { return link(filepath.Join(outside, "secret.txt"), dir, "static/secret.txt") },
		"static folder": func(dir string) error { return link(outside, dir, "static/out") },
		"static":        func(dir string) error { return link(outside, dir, "static") },
		"template": func(dir string) error {
			return link(filepath.Join(outside, "templates/post.html"), dir, "templates/post.html")
		},
		"templates": func(dir string) error { return link(filepath.Join(outside, "templates"), dir, "templates") },
		"post":      func(dir string) error { return link(filepath.Join(outside, "posts/x.md"), dir, "content/posts/x.md") },
		"posts":     func(dir string) error { return link(filepath.Join(outside, "posts"), dir, "content/posts/more") },
	}
	for name, attack := range tests {
		t.Run(name, func(t *testing.T) {
			dir := newSite(t)
			if err := attack(dir); err != nil {
				t.Fatal(err)
			}
			s, err := Load(context.Background(), Options{Dir: dir, Program: "test", Theme: smallTheme(), Now: time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)}, nil, nil)
			if err != nil {
				t.Logf("refused: %v", err)
				return
			}
			if !s.Problems.Failed() {
				t.Error("the link is no problem")
			}
			for _, f := range s.Plan.Files {
				if from, err := s.Open(f); err == nil {
					content, _ := io.ReadAll(from)
					from.Close()
					if strings.Contains(string(content), "canary") {
						t.Errorf("%s holds what lies outside", f.Path)
					}
				}
			}
		})
	}
}

func link(to, dir, name string) error {
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return err
	}
	return os.Symlink(to, full)
}

func TestAnUnchangedThemeIsParsedOnce(t *testing.T) {
	dir := newSite(t)
	first := load(t, dir, nil)
	second := load(t, dir, first)
	if first.theme != second.theme {
		t.Error("the theme was parsed again")
	}
	write(t, dir, "templates/404.html", `{{define "main"}}other{{end}}`)
	if load(t, dir, second).theme == first.theme {
		t.Error("a changed theme was not parsed")
	}
}

func TestRulesOfTheSiteSetSeverities(t *testing.T) {
	dir := newSite(t)
	settings := "title: A Site\nbase_url: https://example.org/\nunregistered: allow\n"
	missing := func(s *Site) (found problem.Severity) {
		for _, p := range s.Problems {
			if p.Rule == problem.MissingID {
				found = p.Severity
			}
		}
		return found
	}
	for rules, want := range map[string]problem.Severity{"": problem.Warning, "rules: {missing-id: error}\n": problem.Error, "rules: {missing-id: off}\n": problem.Off} {
		write(t, dir, "site.yaml", settings+rules)
		if got := missing(load(t, dir, nil)); got != want {
			t.Errorf("%q: got %v, want %v", rules, got, want)
		}
	}
}

func TestABaseURLCanBeReplaced(t *testing.T) {
	dir := newSite(t)
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme(), BaseURL: "http://localhost:8080/x"}
	s, err := Load(context.Background(), opt, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Plan.Site.Origin != "http://localhost:8080" || s.Plan.Site.Base != "/x/" {
		t.Errorf("origin %q, base %q", s.Plan.Site.Origin, s.Plan.Site.Base)
	}
	opt.BaseURL = "javascript:alert(1)"
	if _, err := Load(context.Background(), opt, nil, nil); err == nil {
		t.Error("any address was taken")
	}
}

func TestOpenOfWhatIsNotThere(t *testing.T) {
	s := load(t, newSite(t), nil)
	f, _ := s.Plan.Lookup("css/site.css")
	other := *f.Output
	other.From, f.Output = "static/no/such.css", &other
	if _, err := s.Open(f); !os.IsNotExist(err) && !strings.Contains(err.Error(), fs.ErrNotExist.Error()) {
		t.Errorf("got %v", err)
	}
}

// What a build lets go is in none of its files.
func TestASiteThatIsLoadedOnceIsTheSame(t *testing.T) {
	dir := newSite(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 640, 480))); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "content/posts/2022/11/stadium.png", picture.String())
	write(t, dir, "content/posts/2022/11/b.md", "---\ntitle: Another\ndate: 2022-11-02\nplayer: Cam Akers\n---\nAs [said](a.md), [there](https://example.com/).\n\n![The stadium at night](stadium.png)\n")
	write(t, dir, "content/posts/2022/11/c.md", "---\ntitle: A third\ndate: 2022-11-03\nplayer: Cam Akers\n---\nSee [[Cam Akers]] and [nothing](/nothing/).\n")
	opt := Options{Dir: dir, Now: time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC), Program: "test", Theme: os.DirFS("../..")}
	var files [2]map[string]string
	var problems [2]string
	for i, once := range []bool{false, true} { // the second time from the cache
		opt.Once = once
		s, err := Load(context.Background(), opt, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		files[i], problems[i] = map[string]string{}, fmt.Sprint(s.Problems)
		for _, f := range s.Plan.Files {
			files[i][f.Path] = published(t, s, f.Path) + f.Digest().String()
		}
	}
	if d := cmp.Diff(files[0], files[1]); d != "" {
		t.Error(d)
	}
	if problems[0] != problems[1] || !strings.Contains(problems[1], "/nothing/") {
		t.Errorf("problems %s, once %s", problems[0], problems[1])
	}
	if !strings.Contains(files[1]["2022/11/b/index.html"], `alt" content="The stadium at night"`) {
		t.Error("what the picture shows is not said")
	}
}

// TestNothingLiesInTheFrontMatterOfPosts looks for texts that keep what a build lets go.
func TestNothingLiesInTheFrontMatterOfPosts(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "content/posts/2022/11/b.md", "---\ntitle: Another\nslug: other\nid: b-b\ndate: 2022-11-02\nplayer: [Cam Akers, Pelé]\nteam: Los Angeles Rams\nsource: {name: Ian Rapoport, outlet: NFL Network, url: \"https://example.org/\", date: 2022-11-01}\nauthor: Ada Vale\ntags: [trades, deals]\nstory: a-story\nstatus: rumor\nsummary: In short.\n---\nText.\n")
	opt := Options{Dir: dir, Now: time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC), Program: "test", Theme: smallTheme(), Once: true}
	in, err := Read(context.Background(), opt, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var matter []string
	for _, d := range in.Content.Documents {
		matter = append(matter, string(d.Meta))
	}
	begin := func(s string) uintptr { return uintptr(unsafe.Pointer(unsafe.StringData(s))) }
	s, err := in.Site(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	texts, seen := 0, map[uintptr]bool{}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch v.Kind() {
		case reflect.String:
			texts++
			for _, m := range matter {
				if at := begin(v.String()); v.Len() > 0 && begin(m) <= at && at < begin(m)+uintptr(len(m)) {
					t.Errorf("%s, %q, lies in the front matter of a post", path, v.String())
				}
			}
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem(), v.Elem().Type().String())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path)
			}
		case reflect.Map:
			for i := v.MapRange(); i.Next(); {
				walk(i.Key(), path)
				walk(i.Value(), path)
			}
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem(), path)
			}
		}
	}
	walk(reflect.ValueOf(s.Room), "")
	walk(reflect.ValueOf(s.Plan), "")
	if texts < 100 {
		t.Errorf("%d texts were looked at", texts)
	}
	runtime.KeepAlive(matter)
}

// A template may be a link inside the site, and what it leads to a text that changes.
func TestALinkedTemplateIsAsGoodAsItsText(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "shared/post.html", `{{define "main"}}first{{end}}`)
	write(t, dir, "templates/partials/card.html", `<p>{{.Title}}</p>`)
	link := filepath.Join(dir, "templates/post.html")
	if err := os.Symlink("../shared/post.html", link); err != nil {
		t.Fatal(err)
	}
	const page = "2022/11/a/index.html"
	s := load(t, dir, nil)
	if got := published(t, s, page); !strings.Contains(got, "first") {
		t.Fatalf("the template is not used: %q", got)
	}
	write(t, dir, "shared/post.html", `{{define "main"}}second{{end}}`)
	next := load(t, dir, s)
	if got := published(t, next, page); !strings.Contains(got, "second") {
		t.Errorf("the new text is not used: %q", got)
	}
	if s.Inputs.Digest() == next.Inputs.Digest() {
		t.Error("a build would find nothing changed")
	}
	for _, to := range []string{"nowhere.html", "../shared/post.html"} { // a problem, and none any longer
		if err := os.Remove(link); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
		next = load(t, dir, next)
		if d := cmp.Diff(look(load(t, dir, nil)), look(next)); d != "" {
			t.Errorf("to %s: differs from a fresh load:\n%s", to, d)
		}
	}
}

// A static file that nobody may read is a problem as long as that lasts, also where
// only its permission tells that it is another.
func TestAStaticFileThatCannotBeReadIsAProblem(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := newSite(t)
	write(t, dir, "static/deep/a.txt", "a")
	s := load(t, dir, nil)
	for _, c := range []struct {
		name, want string
		mode, back os.FileMode
	}{
		{"static/deep/a.txt", "static/deep/a.txt: the file cannot be read: permission denied", 0, 0o644},
		{"static/deep", "static/deep: the folder cannot be read: permission denied", 0, 0o755},
		{"static", "static: the folder cannot be read: permission denied", 0, 0o755},
	} {
		for _, mode := range []os.FileMode{c.mode, c.back} {
			if err := os.Chmod(filepath.Join(dir, c.name), mode); err != nil {
				t.Fatal(err)
			}
			for range 2 { // it is asked for again and again
				s = load(t, dir, s)
				if got := strings.Contains(fmt.Sprint(s.Problems), c.want); got != (mode == c.mode) {
					t.Errorf("%s with mode %o: %v", c.name, mode, s.Problems)
				}
			}
		}
	}
}
