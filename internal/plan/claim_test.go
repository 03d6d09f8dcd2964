package plan

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

func alias(d *draft, p *newsroom.Post, paths ...string) {
	for i, path := range paths {
		p.Aliases = append(p.Aliases, newsroom.Alias{Path: path, Place: newsroom.Place{File: p.Doc.Path, Line: 9 + i, Column: 5}})
	}
}

func TestTwoFilesNeverClaimOnePath(t *testing.T) {
	const a, b = "content/posts/2022/11/a.md", "content/posts/2022/11/b.md"
	for _, test := range []struct {
		name    string
		edit    func(d *draft, a, b *newsroom.Post)
		statics []Static
		want    []string // rule file:line
	}{
		{"one slug twice", func(_ *draft, a, b *newsroom.Post) { b.Slug = "a" }, nil, []string{"path-clash " + a + ":3", "path-clash " + b + ":3"}},
		{"case only", func(_ *draft, a, b *newsroom.Post) { b.Slug = "A" }, nil, []string{"path-clash " + a + ":3", "path-clash " + b + ":3"}},
		{"composed and decomposed", func(_ *draft, a, b *newsroom.Post) { a.Slug, b.Slug = "jos\u00e9", "jose\u0301" }, nil, []string{"path-clash " + a + ":3", "path-clash " + b + ":3"}},
		{"marks tell apart", func(_ *draft, a, b *newsroom.Post) { a.Slug, b.Slug = "jos\u00e9", "jose" }, nil, nil},
		{"a page and an index", func(d *draft, a, _ *newsroom.Post) { d.page("archive") }, nil, []string{"path-clash content/pages/archive.md"}},
		{"a static file and a page", func(d *draft, _, _ *newsroom.Post) { d.page("about") }, []Static{{Path: "about/index.html"}}, []string{"path-clash content/pages/about.md", "path-clash static/about/index.html"}},
		{"a static file in other case", func(*draft, *newsroom.Post, *newsroom.Post) {}, []Static{{Path: "CSS/a.txt"}, {Path: "css/A.txt"}}, []string{"path-clash static/CSS/a.txt", "path-clash static/css/A.txt"}},
		{"a static file where a folder is", func(*draft, *newsroom.Post, *newsroom.Post) {}, []Static{{Path: "2022"}}, []string{"path-clash " + a + ":3", "path-clash static/2022"}},
		{"own robots.txt", func(*draft, *newsroom.Post, *newsroom.Post) {}, []Static{{Path: "robots.txt"}}, nil},
		{"a feed's path", func(*draft, *newsroom.Post, *newsroom.Post) {}, []Static{{Path: "feed.xml"}}, []string{"path-clash static/feed.xml"}},
		{"an alias of a live page", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/2022/11/b/") }, nil, []string{"alias-clash " + a + ":9", "alias-clash " + b + ":3"}},
		{"an alias of an index", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/search") }, nil, []string{"alias-clash " + a + ":9"}},
		{"an alias twice", func(d *draft, a, b *newsroom.Post) { alias(d, a, "/old/"); alias(d, b, "/old") }, nil, []string{"alias-clash " + a + ":9", "alias-clash " + b + ":9"}},
		{"an alias in other case", func(d *draft, a, b *newsroom.Post) { alias(d, a, "/old/"); alias(d, b, "/Old") }, nil, []string{"alias-clash " + a + ":9", "alias-clash " + b + ":9"}},
		{"its own address", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/2022/11/a/") }, nil, []string{"alias-loop " + a + ":9"}},
		{"a loop", func(d *draft, a, b *newsroom.Post) { alias(d, a, "/2022/11/b/"); alias(d, b, "/2022/11/a/") }, nil, []string{"alias-loop " + a + ":9", "alias-loop " + b + ":9"}},
		{"a chain", func(d *draft, a, b *newsroom.Post) { alias(d, a, "/2022/11/b/"); alias(d, b, "/old/") }, nil, []string{"alias-clash " + a + ":9", "alias-clash " + b + ":3"}},
		{"a folder where a file stands", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/feed.xml/old/") }, nil, []string{"alias-clash " + a + ":9"}},
		{"a file where a folder stands", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/old.html", "/old.html/x/") }, nil, []string{"alias-clash " + a + ":10", "alias-clash " + a + ":9"}},
		{"an unsafe slug", func(_ *draft, a, _ *newsroom.Post) { a.Slug = "../../x" }, nil, []string{"bad-path " + a + ":3"}},
		{"an unsafe static file", func(*draft, *newsroom.Post, *newsroom.Post) {}, []Static{{Path: "img/aux.png"}}, []string{"bad-path static/img/aux.png", "bad-path static/img/aux.png"}},
		{"an unsafe alias", func(d *draft, a, _ *newsroom.Post) { alias(d, a, "/%2e%2e/x", "/a:b/", "/ok/") }, nil, []string{"alias-path " + a + ":10", "alias-path " + a + ":9"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDraft("2022-11-03")
			pa, pb := d.post("2022-11-01", "a"), d.post("2022-11-02", "b")
			test.edit(d, pa, pb)
			p, problems := Make(d.room(), testConfig("https://wire.example/"), test.statics)
			checkPlan(t, p)
			var got []string
			for _, pr := range problems {
				at := pr.Rule + " " + pr.File
				if pr.Line > 0 {
					at += ":" + itoa(pr.Line)
				}
				got = append(got, at)
				if pr.Severity != problem.Error {
					t.Errorf("%v is no error", pr)
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q\n%s", got, test.want, texts(problems))
			}
			for _, r := range p.Redirects {
				if _, ok := p.Lookup(strings.TrimPrefix(r.From, "/") + "index.html"); !ok && !strings.HasSuffix(r.From, ".html") {
					t.Errorf("the redirect from %s has no file", r.From)
				}
			}
		})
	}
}

func TestAnAliasOfTwoNamesEachPlaceAtTheOther(t *testing.T) {
	d := newDraft("2022-11-03")
	a, b := d.post("2022-11-01", "a"), d.post("2022-11-02", "b")
	alias(d, a, "/old/")
	alias(d, b, "/old", "/old/")
	_, problems := Make(d.room(), testConfig("https://wire.example/"), nil)
	for _, want := range []string{
		`a.md:9:5: the alias "/old/" is also one at content/posts/2022/11/b.md:9`,
		`a.md:9:5: the alias "/old/" is also one at content/posts/2022/11/b.md:10`,
		`b.md:9:5: the alias "/old" is also one at content/posts/2022/11/a.md:9`,
		`b.md:10:5: the alias "/old/" is also one at content/posts/2022/11/a.md:9`,
	} {
		if !strings.Contains(texts(problems), want) {
			t.Errorf("nothing says %s, but\n%s", want, texts(problems))
		}
	}
}

func itoa(n int) string { return strings.TrimLeft(string(appendDigits(nil, n, 4)), "0") }

func TestUnsafePathsAreRefused(t *testing.T) {
	for path, ok := range map[string]bool{
		"a/b.html": true, ".well-known/security.txt": true, "CNAME": true, "josé/index.html": true, "a b/c": true,
		"": false, "/a": false, "a//b": false, "a/": false, "../x": false, "a/../b": false, "./a": false, `a\b`: false,
		"C:/x": false, "con": false, "a/NUL.txt": false, "com1": false, "com10": true, "console": true, "aux .md": false,
		"a.": false, "a /b": false, "a\x00b": false, "a\nb": false, "q?x": false, "a#b": false, "a%2eb": false, "\xff": false,
		strings.Repeat("a", 201): false, strings.Repeat("a/", 500) + "b": false, "x/index.html/y": false, "a<b": false,
	} {
		if why := unsafePath(path); (why == "") != ok {
			t.Errorf("unsafePath(%q) = %q", path, why)
		}
	}
}

func TestRedirectsLeadInOneHop(t *testing.T) {
	d := small()
	wilson := d.player("wilson")
	wilson.Names = []newsroom.Dated{{Text: "Cam Akers", Span: newsroom.Span{To: "2020-01-01"}}, {Text: "Old Shared", Span: newsroom.Span{To: "2021-01-01"}}, {Text: "Wilson"}}
	d.player("other").Names = []newsroom.Dated{{Text: "Old Shared", Span: newsroom.Span{To: "2021-01-01"}}, {Text: "Later Name", Span: newsroom.Span{To: "2030-01-01"}}}
	p := mustMake(t, d, testConfig("https://wire.example/news/"))
	got := map[string]string{}
	for _, r := range p.Redirects {
		got[r.From] = r.To
		if r.Absolute != "https://wire.example"+r.To {
			t.Errorf("%s leads to %s", r.From, r.Absolute)
		}
	}
	want := map[string]string{
		"/news/old/no-trade/":           "/news/2022/11/no-trade/",
		"/news/players/robby-anderson/": "/news/players/chosen-anderson/",
		"/news/teams/rams/":             "/news/teams/st-louis-rams/",
	}
	for from, to := range want {
		if got[from] != to {
			t.Errorf("%s leads to %q, want %q", from, got[from], to)
		}
		delete(got, from)
	}
	// Neither a live page, nor a name that two have borne, nor one still borne.
	for from, to := range got {
		t.Errorf("%s leads to %s", from, to)
	}
	if list := pageAt[*RedirectList](t, p, "_redirects"); len(list.Redirects) != len(want) {
		t.Errorf("_redirects has %d", len(list.Redirects))
	}
}

// TestSettlingAgainEqualsSettlingAtOnce adds and takes away files whose addresses clash in
// every way that there is.
func TestSettlingAgainEqualsSettlingAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	n := 0
	file := func() File {
		n++
		path := one("", "a/", "A/", "a.html/", "_redirects/", "\u00e9/", "e\u0301/") + one("", "b/", "a.html/", "A.HTML/") + one("index.html", "index.html", "a", "a.html", "A.html", "\u1e9e", "\u00df", "con")
		doc := "content/posts/" + itoa(n) + ".md"
		where, place := at("/news/", path), newsroom.Place{File: doc, Line: 1 + r.IntN(3)}
		redirect := Redirect{From: where.url, To: "/news/" + itoa(n) + "/"}
		switch o := (&Output{Path: path, URL: where.url, From: doc}); r.IntN(4) {
		case 0:
			o.Template, o.maker = RedirectTo, &redirection{redirect, newsroom.Alias{Path: path, Place: place}}
			return File{Output: o}
		case 1:
			o.Template, o.maker = RedirectTo, &redirection{Redirect: redirect}
			return File{Output: o}
		case 2:
			o.Template = "post.html"
			return File{Output: o}
		default:
			o.From = "static/" + itoa(n)
			return File{Output: o}
		}
	}
	type settled struct {
		Files, Left []string
		Redirects   []Redirect
		Problems    string
	}
	look := func(d *desk) (s settled) {
		for _, f := range d.files {
			s.Files = append(s.Files, f.Path+" of "+f.From)
		}
		for _, o := range d.left {
			s.Left = append(s.Left, o.Path+" of "+o.From)
		}
		slices.Sort(s.Left)
		p, problems := d.settled()
		s.Redirects, s.Problems = p.Redirects, texts(problems)
		return s
	}
	cfg := testConfig("https://wire.example/news/")
	for round := range 40 {
		again, room := newDesk(newDraft("2022-11-03").room(), cfg), newDraft("2022-11-03").room()
		var all []File
		for step := range 30 {
			var gone []File
			for i := r.IntN(4); i > 0 && len(all) > 0; i-- {
				j := r.IntN(len(all))
				gone, all = append(gone, all[j]), slices.Delete(all, j, j+1)
			}
			for range r.IntN(5) {
				f := file()
				again.fresh, all = append(again.fresh, f), append(all, f)
			}
			before := map[string]bool{}
			for _, f := range again.files {
				before[f.Path] = true
			}
			came, went := again.settle(gone)
			for _, f := range again.files {
				if !before[f.Path] && !came {
					t.Errorf("round %d, step %d: nobody says that %s came", round, step, f.Path)
				}
				delete(before, f.Path)
			}
			if len(before) > 0 && !went {
				t.Errorf("round %d, step %d: nobody says that %v went", round, step, before)
			}
			once := newDesk(room, cfg)
			once.fresh = slices.Clone(all)
			once.settle(nil)
			if d := cmp.Diff(look(once), look(again)); d != "" {
				t.Fatalf("round %d, step %d:\n%s", round, step, d)
			}
		}
	}
}
