package pressbox_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox"
	"pressbox/internal/meta"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/render"
	"pressbox/internal/scratch"
	"pressbox/internal/site"
)

func TestMain(m *testing.M) {
	done := scratch.InMemory()
	status := m.Run()
	done()
	os.Exit(status)
}

// now is when the tests look at the demonstration site.
var now = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// demonstration loads the repository's own site in a language. Nothing of it is
// written, so that tests can run at once.
func demonstration(t *testing.T, language string) *site.Site {
	t.Helper()
	dir := "."
	if language != "en" {
		dir = t.TempDir()
		if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("content")); err != nil {
			t.Fatal(err)
		}
		speak(t, "site.yaml", filepath.Join(dir, "site.yaml"), language)
	}
	s := loaded(t, dir)
	for _, p := range s.Problems {
		if p.Rule == problem.MissingLanguage && foreign(language) {
			continue
		}
		t.Errorf("%s: %v", language, p)
	}
	return s
}

// speak writes settings again with another language.
func speak(t *testing.T, from, to, language string) {
	t.Helper()
	settings, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	settings = regexp.MustCompile(`(?m)^language: .*$`).ReplaceAll(settings, []byte("language: "+language))
	if err := os.WriteFile(to, settings, 0o644); err != nil {
		t.Fatal(err)
	}
}

// loaded loads the site in a folder as of now.
func loaded(t *testing.T, dir string) *site.Site {
	t.Helper()
	s, err := site.Load(context.Background(), site.Options{Dir: dir, Now: now, Program: "test", Theme: pressbox.Theme, Fresh: true}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read returns the bytes of a file of the site.
func read(t *testing.T, s *site.Site, f plan.File) string {
	t.Helper()
	r, err := s.Open(f)
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	return string(b)
}

// serve answers with the files of the site.
func serve(t *testing.T, s *site.Site) string {
	t.Helper()
	byURL := map[string]plan.File{}
	for _, f := range s.Plan.Files {
		byURL[f.URL] = f
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		body, err := s.Open(f)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer body.Close()
		w.Header().Set("Content-Type", plan.MediaType(f.Path))
		w.Header().Set("Cache-Control", "max-age=60")
		io.Copy(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A kind is one page for each way in which pages look.
type kind struct {
	name string
	file plan.File
}

// kinds picks a page of each kind that there is.
func kinds(t *testing.T, s *site.Site) []kind {
	t.Helper()
	out := longest(t, s)
	if len(out) < 18 {
		t.Fatalf("the demonstration site shows %d kinds of pages only", len(out))
	}
	return out
}

// longest picks of each kind of page that a site has the one with most on it.
func longest(t *testing.T, s *site.Site) []kind {
	t.Helper()
	best := map[string]kind{}
	size := map[string]int{}
	for _, f := range s.Plan.Files {
		if !strings.HasSuffix(f.Template, ".html") || !f.Made() {
			continue
		}
		name := strings.TrimSuffix(f.Template, ".html")
		if list, ok := f.Data().(*plan.ListPage); ok {
			name = list.Kind
		}
		if n := len(read(t, s, f)); n > size[name] {
			best[name], size[name] = kind{name, f}, n
		}
	}
	var out []kind
	for _, k := range best {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b kind) int { return strings.Compare(a.name, b.name) })
	return out
}

func TestThemeIsWhole(t *testing.T) {
	for _, language := range []string{"en", "es", "es-MX", "ar", "he", ""} {
		_, problems, err := render.Parse(language, "test", pressbox.Theme)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Rule == problem.MissingLanguage && foreign(language) {
				continue
			}
			t.Errorf("%q: %v", language, p)
		}
	}
}

// foreign reports whether the tests read a language from right to left that the
// theme has no words in: it is about direction, and a warning is right.
func foreign(language string) bool { return language == "ar" || language == "he" }

// The words of the interface are complete in both languages, and fill in the same
// values.
func TestWordsAreTheSameInBothLanguages(t *testing.T) {
	src, err := os.ReadFile("templates/strings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, problems := meta.ParseYAML("templates/strings.yaml", src, 1)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	holes := regexp.MustCompile(`\{\w+\}`)
	// What a value fills in, by the key of the words. Formats of dates differ by nature.
	var words func(prefix string, v meta.Value, into map[string]string)
	words = func(prefix string, v meta.Value, into map[string]string) {
		for _, f := range v.Fields {
			key := prefix + f.Key
			if strings.HasPrefix(key, "format.") {
				into[key] = ""
				continue
			}
			if len(f.Value.Fields) > 0 {
				words(key+".", f.Value, into)
				continue
			}
			if f.Value.Text == "" {
				t.Errorf("%s is empty", key)
			}
			found := holes.FindAllString(f.Value.Text, -1)
			slices.Sort(found)
			into[key] = fmt.Sprint(found)
		}
	}
	languages := map[string]map[string]string{}
	for _, f := range v.Fields {
		if f.Key == "en" || f.Key == "es" {
			languages[f.Key] = map[string]string{}
			words("", f.Value, languages[f.Key])
		}
	}
	for _, pair := range [][2]string{{"en", "es"}, {"es", "en"}} {
		for key, holes := range languages[pair[0]] {
			other, ok := languages[pair[1]][key]
			// English tells three ordinals apart, Spanish none.
			if !ok && !strings.HasPrefix(key, "format.ordinal.") {
				t.Errorf("%s has %s, %s has not", pair[0], key, pair[1])
			} else if ok && holes != other && !strings.HasPrefix(key, "count") {
				t.Errorf("%s fills in %s in %s and %s in %s", key, holes, pair[0], other, pair[1])
			}
		}
	}
	if len(languages["en"]) < 100 {
		t.Errorf("strings.yaml has %d English words", len(languages["en"]))
	}
}

// Every word in strings.yaml is asked for somewhere, so that translators do no
// work for nothing.
func TestNoWordIsIdle(t *testing.T) {
	src, err := os.ReadFile("templates/strings.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := meta.ParseYAML("templates/strings.yaml", src, 1)
	var templates strings.Builder
	for _, pattern := range []string{"templates/*.html", "templates/partials/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			templates.Write(b)
		}
	}
	text := templates.String()
	composed := []string{"about.", "all.", "by.", "count", "deal", "feed.", "nth.", "status."} // print "about." .Kind
	plans := []string{"home", "posts", "players", "teams", "sources", "authors", "tags", "stories", "transactions", "archive", "search", "not-found"}
	for _, f := range v.Fields {
		if f.Key != "en" {
			continue
		}
		for _, word := range f.Value.Fields {
			key := word.Key
			if key == "format" || slices.Contains(plans, key) || slices.ContainsFunc(composed, func(p string) bool { return strings.HasPrefix(key, p) }) {
				continue
			}
			if !strings.Contains(text, `"`+key+`"`) {
				t.Errorf("no template asks for %q", key)
			}
		}
	}
}

const (
	frameBudget = 10 << 10
	styleBudget = 15 << 10
	fontBudget  = 60 << 10
)

// What a post's page carries besides the post is at most 10 KB of HTML and 15 KB
// of CSS, before compression.
func TestPostsStayLight(t *testing.T) {
	s := demonstration(t, "en")
	for _, f := range s.Plan.Files {
		if f.Template != "post.html" {
			continue
		}
		page := read(t, s, f)
		begin, end := strings.Index(page, `<main id="main">`), strings.Index(page, "</main>")
		if begin < 0 || end < begin {
			t.Fatalf("%s has no main", f.Path)
		}
		if frame := len(page) - (end - begin); frame > frameBudget {
			t.Errorf("%s: the frame has %d bytes, over %d", f.Path, frame, frameBudget)
		}
		style := 0
		for _, link := range regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			for _, file := range s.Plan.Files {
				if file.URL == link[1] {
					style += len(read(t, s, file))
				}
			}
		}
		if style == 0 || style > styleBudget {
			t.Errorf("%s: %d bytes of CSS, over %d", f.Path, style, styleBudget)
		}
	}
	fonts := 0
	files, err := filepath.Glob("static/fonts/*.woff2")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		fonts += int(info.Size())
	}
	if fonts == 0 || fonts > fontBudget {
		t.Errorf("%d bytes of fonts, over %d", fonts, fontBudget)
	}
}

// No page fetches anything from another host, not even before a script runs.
func TestNothingIsFetchedFromElsewhere(t *testing.T) {
	s := demonstration(t, "en")
	fetched := regexp.MustCompile(`(?:\ssrc|\ssrcset|\sposter|\sdata|<link[^>]*\shref)="([^"]*)"|url\("?([^")]*)`)
	for _, f := range s.Plan.Files {
		if !strings.HasSuffix(f.Path, ".html") && !strings.HasSuffix(f.Path, ".css") {
			continue
		}
		text := read(t, s, f)
		for _, tag := range fetched.FindAllStringSubmatch(text, -1) {
			address := tag[1] + tag[2]
			if strings.Contains(tag[0], `rel="canonical"`) {
				continue
			}
			if strings.Contains(address, "//") {
				t.Errorf("%s fetches %s", f.Path, address)
			}
		}
	}
}

// Each page has its landmarks, one h1, and headings that skip no level.
func TestPagesAreOutlined(t *testing.T) {
	heading := regexp.MustCompile(`<h([1-6])[ >]`)
	for _, language := range []string{"en", "es", "ar"} {
		s := demonstration(t, language)
		for _, f := range s.Plan.Files {
			if !strings.HasSuffix(f.Template, ".html") {
				continue
			}
			page := read(t, s, f)
			for _, must := range []string{`<html lang="` + language + `" dir="`, `<main id="main">`, `href="#main"`, "<title>", `<meta name="robots"`, `<link rel="canonical"`} {
				if strings.Count(page, must) != 1 {
					t.Errorf("%s: %d times %s", f.Path, strings.Count(page, must), must)
				}
			}
			if rtl := strings.Contains(page, ` dir="rtl"`); rtl != (language == "ar") {
				t.Errorf("%s in %s reads from right to left: %v", f.Path, language, rtl)
			}
			level, first := 0, 0
			for _, h := range heading.FindAllStringSubmatch(page, -1) {
				n := int(h[1][0] - '0')
				if n == 1 {
					first++
				}
				if n > level+1 {
					t.Errorf("%s: h%d follows h%d", f.Path, n, level)
				}
				level = n
			}
			if first != 1 {
				t.Errorf("%s has %d h1", f.Path, first)
			}
			if strings.Contains(page, "ZgotmplZ") {
				t.Errorf("%s: html/template refused a value", f.Path)
			}
		}
	}
}

// A site's own colours and fonts reach its pages as they were written.
func TestLookOfTheSiteReachesThePage(t *testing.T) {
	theme, problems, err := render.Parse("en", "test", pressbox.Theme)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	statics := map[string]string{}
	for _, name := range []string{"css/site.css", "css/pages.css", "js/search.js", "fonts/archivo.woff2", "fonts/archivo-ext.woff2", "favicon.svg", "apple-touch-icon.png"} {
		statics[name] = "/" + name
	}
	p := &plan.Plan{Site: &plan.Site{
		Title: "News", Base: "/", Language: "en", Static: statics,
		Look: plan.Look{Logo: "/logo.svg", LogoAlt: "Our <News>", Paper: "#ffeecc", TextFont: `"Source Serif 4", serif`},
		Nav:  []plan.Link{{Text: "Ours & theirs", URL: "/ours/"}},
	}}
	page := plan.NewFile("404.html", "/404.html", "404.html", &plan.NotFoundPage{Head: plan.Head{URL: "/404.html", Word: "not-found"}})
	p.Files = []plan.File{page}
	html, err := theme.For(p, nil, nil).Render(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"--paper:#ffeecc", `--text:"Source Serif 4", serif`,
		`<img src="/logo.svg" alt="` + template.HTMLEscapeString("Our <News>") + `">`,
		`<a href="/ours/">Ours &amp; theirs</a>`,
		`<meta name="theme-color" content="#ffeecc" media="(prefers-color-scheme: light)">`,
	} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
