package preview

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox"
	"pressbox/internal/site"
)

// A desk is a site that is previewed.
type desk struct {
	t      *testing.T
	dir    string
	server *Server
}

func newDesk(t *testing.T, files map[string]string) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir()}
	d.save("site.yaml", "id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11\ntitle: Desk\nbase_url: https://desk.example/\nunregistered: allow\neditor: vscode\n")
	d.save("content/posts/first.md", story("First headline", "First words."))
	d.save("content/posts/second.md", story("Second headline", "Second words."))
	for name, text := range files {
		d.save(name, text)
	}
	server, err := New(t.Context(), Options{Site: site.Options{Dir: d.dir, Program: "test", Theme: pressbox.Theme}, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	go server.Run(t.Context())
	d.server = server
	return d
}

func story(title, body string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: 2022-11-01\nplayer: Cam Akers\n---\n%s\n", title, body)
}

func (d *desk) save(name, text string) {
	d.t.Helper()
	write(d.t, filepath.Join(d.dir, name), text)
}

func (d *desk) remove(name string) {
	d.t.Helper()
	if err := os.Remove(filepath.Join(d.dir, name)); err != nil {
		d.t.Fatal(err)
	}
}

// get returns what a path answers.
func (d *desk) get(path string) (status int, body string) {
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
	return w.Code, w.Body.String()
}

var marks = regexp.MustCompile(`data-sum="(\w*)" data-files="(\w*)"`)

// state returns what the page with a body at path is told of itself.
func (d *desk) state(path, body string) (st state) {
	d.t.Helper()
	m := marks.FindStringSubmatch(body)
	if m == nil {
		d.t.Fatalf("%s is not live: %s", path, body)
	}
	_, text := d.get("/_pressbox/state?path=" + path + "&sum=" + m[1] + "&files=" + m[2])
	if err := json.Unmarshal([]byte(text), &st); err != nil {
		d.t.Fatal(err)
	}
	return st
}

// places returns where the problems are that a page tells.
func places(st state) []string {
	var all []string
	for _, p := range st.Problems {
		all = append(all, p.Place)
	}
	return all
}

const lastGood = "this is the last good page"

// Whatever breaks a template, a page that nobody has asked for before shows by the last
// templates that worked, with what the documents say today.
func TestPagesOfBrokenTemplatesAreMadeByTheLastThatWorked(t *testing.T) {
	const good = `{{define "main"}}<h1>{{.Title}}</h1><i>old look</i>{{.Body}}{{end}}`
	main := func(s string) string { return `{{define "main"}}<i>new look</i>` + s + `{{end}}` }
	for _, c := range []struct {
		name, file, text string
		place            string
		home             bool // breaks the home page, too
	}{
		{"a syntax error", "templates/post.html", main("{{if}}"), "templates/post.html:1:", false},
		{"an unknown function", "templates/post.html", main("{{nope}}"), "templates/post.html:1:", false},
		{"an unknown field", "templates/post.html", main("{{.Nope}}"), "templates/post.html:1:", false},
		{"no words", "templates/post.html", main(`{{t "nope.nope"}}`), "templates/post.html:1:", false},
		{"no static file", "templates/post.html", main(`{{static "nope.css"}}`), "templates/post.html:1:", false},
		{"no main", "templates/post.html", "<i>new look</i>", "templates/post.html", false},
		{"a failure when a page is made", "templates/post.html", main("{{(index .Players 7).Text}}"), "templates/post.html:1:", false},
		{"an open tag", "templates/post.html", main(`<a href="`), "templates/post.html", false},
		{"no end", "templates/post.html", main(`{{template "a" .}}`) + `{{define "a"}}{{template "a" .}}{{end}}`, "templates/post.html:1:", false},
		{"base.html", "templates/base.html", "<i>new look</i>{{end}}", "templates/base.html:1", true},
		{"a partial that all show", "templates/partials/head-extra.html", "<i>new look</i>{{nope}}", "templates/partials/head-extra.html:1:", true},
		{"a partial in itself", "templates/partials/head-extra.html", `<i>new look</i>{{frame "partials/head-extra.html"}}`, "templates/partials/head-extra.html:1:", true},
		{"strings.yaml", "templates/strings.yaml", "en: [new look\n", "templates/strings.yaml:1:", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, map[string]string{"templates/post.html": good})
			home := `{{define "main"}}{{range .List.Items}}{{card .Card}}{{end}}<i>new home</i>{{end}}`
			d.save("templates/home.html", home)
			d.save(c.file, c.text)
			d.save("content/posts/second.md", story("Second headline", "Today's words."))
			d.save("content/posts/third.md", story("Third headline", "Third words."))
			for path, words := range map[string]string{"/2022/11/second/": "Today’s words.", "/2022/11/third/": "Third words."} {
				status, body := d.get(path)
				if status != 200 || !strings.Contains(body, "old look") || strings.Contains(body, "new look") || !strings.Contains(body, words) {
					t.Errorf("%s: %d\n%s", path, status, body)
				}
				st := d.state(path, body)
				if st.Below != lastGood || st.Changed || len(st.Problems) != 1 || !strings.HasPrefix(st.Problems[0].Place, c.place) {
					t.Errorf("%s says %q of itself, changed %v, problems at %q", path, st.Below, st.Changed, places(st))
				}
			}
			status, body := d.get("/")
			if status != 200 || !strings.Contains(body, "Third headline") {
				t.Errorf("/: %d\n%s", status, body)
			}
			if st := d.state("/", body); c.home != (st.Below == lastGood) || c.home == strings.Contains(body, "new home") {
				t.Errorf("/ says %q of itself\n%s", st.Below, body)
			}

			_, body = d.get("/2022/11/second/")
			d.save("content/posts/second.md", story("Second headline", "Later words."))
			if st := d.state("/2022/11/second/", body); !st.Changed {
				t.Error("an edit does not change the page while the template is broken")
			}
			_, body = d.get("/2022/11/second/")
			if c.file == "templates/post.html" {
				d.save(c.file, main("{{.Body}}"))
			} else {
				d.remove(c.file)
				d.save("templates/post.html", main("{{.Body}}"))
			}
			if st := d.state("/2022/11/second/", body); !st.Changed || len(st.Problems) > 0 || st.Below != "" {
				t.Errorf("a tab is told %+v when the template is mended", st)
			}
			if status, body := d.get("/2022/11/second/"); status != 200 || !strings.Contains(body, "new look") || !strings.Contains(body, "Later words.") {
				t.Errorf("mended: %d\n%s", status, body)
			}
		})
	}
}

// A template may make one page and fail on another, and may fail only some saves later.
func TestAPageIsMadeByTheLastTemplatesThatMakeIt(t *testing.T) {
	d := newDesk(t, map[string]string{"content/posts/nobody.md": "---\ntitle: Nobody\ndate: 2022-11-02\n---\nWords.\n"})
	look := func(n int, more string) {
		d.save("templates/post.html", fmt.Sprintf(`{{define "main"}}<i>look %d</i>%s{{.Body}}{{end}}`, n, more))
	}
	shows := func(path string, n int) {
		t.Helper()
		if status, body := d.get(path); status != 200 || !strings.Contains(body, fmt.Sprintf("<i>look %d</i>", n)) {
			t.Errorf("%s: %d, want look %d\n%s", path, status, n, body)
		}
	}
	const anybody, nobody = "/2022/11/first/", "/2022/11/nobody/"
	look(1, "")
	shows(anybody, 1)
	look(2, "{{(index .Players 0).Text}}")
	shows(anybody, 2)
	// Saves that nobody looks at: one of them has to do for the page.
	d.save("templates/home.html", `{{define "main"}}1{{end}}`)
	d.get("/")
	d.save("templates/home.html", `{{define "main"}}2{{end}}`)
	shows(nobody, 1)
	for n := range 9 { // what is known to fail does not crowd out what worked
		look(n+3, "{{(index .Players 0).Text}}")
		shows(anybody, n+3)
		shows(nobody, 1)
	}
	look(12, "{{if}}")
	shows(nobody, 1)
	shows(anybody, 2) // the last that failed on no page while it was the newest
	look(13, "")
	shows(nobody, 13)
	shows(anybody, 13)
	if n := len(d.server.themes.all); n > maxThemes {
		t.Errorf("%d themes are kept", n)
	}
}

func TestAThemeThatNeverWorkedIsSaid(t *testing.T) {
	d := newDesk(t, map[string]string{"templates/post.html": `{{define "main"}}{{(index .Players 7).Text}}{{end}}`})
	status, body := d.get("/2022/11/first/")
	if status != 500 || !strings.Contains(body, "cannot be made yet") || !strings.Contains(body, "templates/post.html:1:") {
		t.Errorf("%d: %s", status, body)
	}
	if st := d.state("/2022/11/first/", body); st.Below != "this page cannot be made yet" || len(st.Problems) != 1 {
		t.Errorf("it says %+v of itself", st)
	}
	if status, body := d.get("/"); status != 200 || d.state("/", body).Below != "" {
		t.Errorf("/: %d", status)
	}
	d.save("templates/post.html", `{{define "main"}}{{.Body}}{{end}}`)
	if st := d.state("/2022/11/first/", body); !st.Changed || st.Below != "" {
		t.Errorf("mended, it says %+v of itself", st)
	}
}

// A document that is broken stays as it was, and takes nothing else with it.
func TestABrokenDocumentLeavesTheOthersAlone(t *testing.T) {
	const config = "id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11\ntitle: Desk\nbase_url: https://desk.example/\nunregistered: allow\n"
	for _, c := range []struct{ name, file, text, page string }{
		{"front matter", "content/posts/first.md", "---\ntitle: [x\n---\nBroken.\n", "/2022/11/first/"},
		{"no front matter", "content/posts/first.md", "Broken.\n", "/2022/11/first/"},
		{"a date", "content/posts/first.md", "---\ntitle: Broken\ndate: 2022-13-45\n---\nBroken.\n", "/2022/11/first/"},
		{"a link", "content/posts/first.md", story("Broken", "[Broken](nowhere.md)."), "/2022/11/first/"},
		{"another's address", "content/posts/other/first.md", story("Broken", "Words."), "/2022/11/first/"},
		{"a record", "content/players/cam-akers.md", "---\nname: Broken\nborn: soon\n---\nBroken.\n", "/players/cam-akers/"},
		{"site.yaml", "site.yaml", config + "broken: [\n", "/2022/11/first/"},
		{"a key of site.yaml", "site.yaml", config + "language: es\nBroken: 1\n", "/2022/11/first/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, map[string]string{"content/players/cam-akers.md": "---\nname: Cam Akers\n---\nGood.\n"})
			d.save("content/posts/gone.md", story("Gone", "Words."))
			d.get("/") // a look, so that the file is known as it was
			d.save(c.file, c.text)
			if status, body := d.get(c.page); status != 200 || strings.Contains(body, "Broken") || !strings.Contains(body, "Akers") {
				t.Errorf("%s: %d\n%s", c.page, status, body)
			} else if st := d.state(c.page, body); st.Changed || len(st.Problems) == 0 || !slices.ContainsFunc(places(st), func(s string) bool { return strings.HasPrefix(s, c.file) }) {
				t.Errorf("it says %+v of itself", st)
			}
			for n, words := range []string{"One.", "Two."} {
				d.save("content/posts/second.md", story("Second headline", words))
				d.save(fmt.Sprintf("content/posts/new-%d.md", n), story("New headline "+words, words))
				for _, path := range []string{"/2022/11/second/", fmt.Sprintf("/2022/11/new-%d/", n), "/", "/players/cam-akers/"} {
					if status, body := d.get(path); status != 200 || !strings.Contains(body, words) && !strings.Contains(body, "headline "+words) || strings.Contains(body, "Broken") {
						t.Errorf("%s, save %d: %d\n%s", path, n, status, body)
					} else if st := d.state(path, body); st.Below != "" && path != c.page {
						t.Errorf("%s says %q of itself", path, st.Below)
					}
				}
			}
			d.remove("content/posts/gone.md")
			if status, _ := d.get("/2022/11/gone/"); status != 404 {
				t.Errorf("a post that is gone: %d", status)
			}
			// Broken in another way, it still is as it was.
			d.save(c.file, c.text+"\nMore.\n")
			if status, body := d.get(c.page); status != 200 || strings.Contains(body, "Broken") || strings.Contains(body, "More.") {
				t.Errorf("%s, broken again: %d\n%s", c.page, status, body)
			}
		})
	}
}

// What others lead to stays until they do not any more, and holds back no other edit.
func TestWhatIsGoneStaysWhileOthersMissIt(t *testing.T) {
	d := newDesk(t, map[string]string{
		"content/players/cam-akers.md": "---\nname: Cam Akers\n---\nGood.\n",
		"content/posts/first.md":       story("First headline", "First words."),
		"content/posts/third.md":       story("Third headline", "Third words."),
		"content/posts/him.svg":        "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'/>",
		"static/a.txt":                 "A",
	})
	lead := "See [there](first.md) and [him](player:cam-akers).\n\n![Him](him.svg)\n\n"
	d.save("content/posts/second.md", story("Second headline", lead+"Words."))
	d.get("/")
	status := func(path string, want int) string {
		t.Helper()
		got, body := d.get(path)
		if got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
		return body
	}
	for _, name := range []string{"content/posts/him.svg", "content/players/cam-akers.md", "content/posts/first.md"} {
		d.remove(name)
		_, body := d.get("/2022/11/second/")
		for _, want := range []string{`See <a href="/2022/11/first/">there</a> and <a href="/players/cam-akers/">him</a>.`, `src="/media/posts/him.svg"`} {
			if !strings.Contains(body, want) {
				t.Errorf("without %s the page with the links lacks %q:\n%s", name, want, body)
			}
		}
		if st := d.state("/2022/11/first/", status("/2022/11/first/", 200)); len(st.Problems) == 0 || !strings.HasPrefix(st.Problems[0].Place, "content/posts/second.md:") {
			t.Errorf("without %s: %+v", name, st)
		}
		d.save("content/posts/third.md", story("Third headline", "Edited without "+name))
		if body := status("/2022/11/third/", 200); !strings.Contains(body, "Edited without "+name) {
			t.Errorf("an edit does not show: %s", body)
		}
	}
	d.remove("content/posts/third.md") // which nobody needs
	status("/2022/11/third/", 404)
	d.save("content/posts/no.md", story("No", "Words."))
	d.get("/")
	d.remove("content/posts/no.md") // as errors say, but not of it
	status("/2022/11/no/", 404)
	d.remove("static/a.txt")
	d.save("content/posts/second.md", story("Second headline", "No links."))
	if st := d.state("/2022/11/second/", status("/2022/11/second/", 200)); len(st.Problems) > 0 || st.Below != "" {
		t.Errorf("mended: %+v", st)
	}
	status("/2022/11/first/", 404)
	status("/media/posts/him.svg", 404)
	status("/a.txt", 404)
}

// A path that is no file of content/ any more, and one that static/ may not have.
func TestWhatTakesAPlaceLeavesTheOthersAlone(t *testing.T) {
	for _, c := range []struct {
		name  string
		place func(d *desk) error
	}{
		{"a link", func(d *desk) error {
			d.remove("content/posts/first.md")
			return os.Symlink("second.md", filepath.Join(d.dir, "content/posts/first.md"))
		}},
		{"too much", func(d *desk) error {
			d.save("content/posts/first.md", "---\ntitle: x\n---\n"+strings.Repeat("x ", 3<<20))
			return nil
		}},
		{"static/ is a file", func(d *desk) error { return os.WriteFile(filepath.Join(d.dir, "static"), nil, 0o644) }},
	} {
		d := newDesk(t, nil)
		d.get("/")
		if err := c.place(d); err != nil {
			t.Fatal(err)
		}
		d.save("content/posts/second.md", story("Second headline", "Edited."))
		for path, words := range map[string]string{"/2022/11/first/": "First words.", "/2022/11/second/": "Edited."} {
			if status, body := d.get(path); status != 200 || !strings.Contains(body, words) {
				t.Errorf("%s, %s: %d\n%s", c.name, path, status, body)
			} else if st := d.state(path, body); len(st.Problems) != 1 {
				t.Errorf("%s, %s: %+v", c.name, path, st)
			}
		}
	}
}

// What has been broken from the start has no page to go back to.
func TestADocumentThatNeverWasGoodShowsAsFarAsItCan(t *testing.T) {
	d := newDesk(t, map[string]string{"content/posts/first.md": "---\ntitle: [x\n---\n"})
	status, body := d.get("/2022/11/first/")
	if st := d.state("/2022/11/first/", body); status != 404 || len(st.Problems) != 1 || st.Below != "" {
		t.Errorf("%d: %+v", status, st)
	}
	d.save("content/posts/second.md", story("Second headline", "Today."))
	if _, body := d.get("/2022/11/second/"); !strings.Contains(body, "Today.") {
		t.Errorf("an edit does not show: %s", body)
	}
	d.save("content/posts/first.md", story("First headline", "A [link](nowhere.md)."))
	if st := d.state("/2022/11/first/", body); !st.Changed {
		t.Errorf("the page is there, and a tab is told %+v", st)
	}
	status, body = d.get("/2022/11/first/")
	if st := d.state("/2022/11/first/", body); status != 200 || !strings.Contains(body, "<p>A link") || len(st.Problems) != 1 || st.Below != "" {
		t.Errorf("%d: %+v", status, st)
	}
}
