package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/newsroom"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
	"pressbox/internal/site"
)

// blogSite begins a site with two players of one name and a team, and loads it.
func blogSite(t testing.TB) (*os.Root, *site.Site) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site.yaml":                              "id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11\ntitle: Desk\nbase_url: https://desk.example/\n",
		"content/players/cam-akers.md":           "---\nname: Cam Akers\n---\n",
		"content/players/josh-allen.md":          "---\nname: Josh Allen\n---\n",
		"content/players/josh-allen-edge.md":     "---\nname: Josh Allen\n---\n",
		"content/teams/los-angeles-rams.md":      "---\n" + teams["los-angeles-rams"] + "\n---\n",
		"content/sources/josina-anderson.md":     "---\nname: Josina Anderson\n---\n",
		"static/wp-content/uploads/2022/a b.jpg": "no picture",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return reload(t, dir)
}

func reload(t testing.TB, dir string) (*os.Root, *site.Site) {
	t.Helper()
	s, err := site.Load(t.Context(), site.Options{Dir: dir, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Drafts: true, Fresh: true, Theme: os.DirFS(filepath.Join("..", ".."))}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root, s
}

// wxr wraps items into an export.
func wxr(items string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:wp="http://wordpress.org/export/1.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><link>https://post.example/blog</link><wp:wxr_version>1.0</wp:wxr_version><wp:base_blog_url>https://post.example/blog</wp:base_blog_url>
` + items + "</channel></rss>\n"
}

// post is an item of an export.
func post(name, more, body string) string {
	return fmt.Sprintf(`<item><title>%s</title><link>https://post.example/blog/2022/11/%s/</link><content:encoded><![CDATA[%s]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2022-11-01 10:00:00</wp:post_date><wp:post_date_gmt>2022-11-01 10:00:00</wp:post_date_gmt><wp:post_name>%s</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>%s</item>
`, name, name, body, name, more)
}

func export1(t testing.TB, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export.xml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestExportsThatCannotBeReadSayWhereAndWriteNothing(t *testing.T) {
	whole := wxr(post("a", "", "x"))
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"", "no export of WordPress"},
		"not XML":         {"{}", "no export of WordPress"},
		"truncated":       {whole[:len(whole)-40], ":5: the file ends in the middle"},
		"cut in a letter": {whole[:200] + "\xc3", ":3: these bytes are not UTF-8"},
		"nested":          {wxr("\n" + strings.Repeat("<a>", 100)), ":5: elements are nested"},
		"an entity":       {"<!DOCTYPE a [<!ENTITY b \"c\">]>\n<rss>\n&b;</rss>", ":3: this is not XML: invalid character entity &b;"},
		"an outer entity": {"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<rss>&b;</rss>", ":2: this is not XML"},
		"UTF-16":          {"\xff\xfe<\x00?\x00", ":1: the file is UTF-16"},
		"other bytes":     {strings.Replace(whole, "UTF-8", "KOI8-R", 1) + "\xe9", ":7: these bytes are not KOI8-R"},
		"crossed marks":   {wxr("<a><b></a></b>"), ":4: this is not XML: </a> closes what is not open"},
		"a lone mark":     {wxr("</item>"), "is not XML"},
	} {
		t.Run(name, func(t *testing.T) {
			root, s := blogSite(t)
			_, err := WordPress(t.Context(), root, s, []string{export1(t, c.text)})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if _, err := root.Stat("content/posts"); err == nil {
				t.Error("something is written")
			}
		})
	}
}

func TestExportsOfOtherKindsAreRead(t *testing.T) {
	for name, text := range map[string]string{
		"a byte-order mark":         "\ufeff" + wxr(post("a", "", "Núñez")),
		"declared as what it isn't": strings.Replace(wxr(post("a", "", "Núñez")), "UTF-8", "ISO-8859-1", 1),
		"Latin-1":                   strings.Replace(wxr(post("a", "", "N\xfa\xf1ez")), "UTF-8", "ISO-8859-1", 1),
		"control characters":        wxr(post("a", "", "N\x08úñez\x0b")),
		"lines that end in CR LF":   strings.ReplaceAll(wxr(post("a", "", "Núñez")), "\n", "\r\n"),
	} {
		root, s := blogSite(t)
		r, err := WordPress(t.Context(), root, s, []string{export1(t, text)})
		if err != nil || r.Posts != 1 {
			t.Errorf("%s: %v, %+v", name, err, r)
			continue
		}
		got, err := root.ReadFile("content/posts/2022/11/a.md")
		if body := strings.ReplaceAll(string(got), "N ú", "Nú"); err != nil || !strings.HasSuffix(strings.TrimSpace(body), "\nNúñez") {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

func TestHTMLBecomesMarkdown(t *testing.T) {
	h := newHTMLReader(false)
	for src, want := range map[string]string{
		"One\ntwo\n\nthree":              "One  \ntwo\n\nthree",
		"<strong>a\nb</strong>\n\n\n\nc": "**a**  \n**b**\n\nc",
		"a<br />\nb":                     "a  \nb",
		"<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul>\n</li>\n</ul>": "- one\n\n  - two",
		"<h2>Head</h2>\ntext\n<hr />\nmore":                      "## Head\n\ntext\n\n* * *\n\nmore",
		"See:\n\nhttps://www.youtube.com/watch?v=a_b\n\nso":      "See:\n\n[https://www.youtube.com/watch?v=a\\_b](https://www.youtube.com/watch?v=a_b)\n\nso",
		"<pre>a\n\nb</pre>":                                      "```\na\n\nb\n```",
		"<div>a\n\nb</div>":                                      "a\n\nb",
		"<blockquote>a\n\nb</blockquote>":                        "> a\n> \n> b",
		"&lt;script&gt; &amp;lt; &amp;copy; *a* [b](c) _d_":      "&lt;script&gt; &amp;lt; &amp;copy; \\*a* \\[b](c) \\_d_",
		"# no head\n\n1. no list\n\n- none\n\n> none":            "\\# no head\n\n1\\. no list\n\n\\- none\n\n&gt; none",
		`<img src="a.jpg" alt="x">`:                              "![x](a.jpg)",
		`<figure><img src="a.jpg" alt="x"><figcaption>A "b" <em>c</em></figcaption></figure>`:                          `![x](a.jpg 'A "b" c')`,
		`<a name="x"></a>text <a href="http://a.example/b(c)">d</a>`:                                                   "text [d](http://a.example/b%28c%29)",
		"<table><tr><th>A</th><th>B</th></tr><tr><td><ul><li>1</li><li>2</li></ul></td><td>a|b<br>c</td></tr></table>": "| A | B |\n|---|---|\n| 1 2 | a\\|b c |",
		"<table><tr><td>1</td><td>2</td></tr></table>":                                                                 "| 1 | 2 |\n|---|---|",
		`<iframe src="//player.vimeo.com/video/7"></iframe>`:                                                           "[https://vimeo.com/7](https://vimeo.com/7)",
		"<script>x</script>a<style>b{}</style><form><input></form>":                                                    "a",
		"": "",
	} {
		got, _, err := h.markdown(src, true)
		if err != nil || got != want {
			t.Errorf("%q: %v\n%s\nwant\n%s", src, err, got, want)
		}
	}
	if got, _, _ := newHTMLReader(true).markdown(`<p>a</p><iframe src="https://a.example/"></iframe>`, false); got != "a\n\n<iframe src=\"https://a.example/\"></iframe>" {
		t.Errorf("where HTML is passed through: %q", got)
	}
}

func TestHTMLWithinMarkdownBecomesMarkdown(t *testing.T) {
	src := "One<br>\ntwo <img src=\"a.jpg\" alt=\"x\"> *three*\n\n<figure>\n<img src=\"b.jpg\">\n<figcaption>C</figcaption>\n</figure>\n\n```\n<img src=c>\n```\n\n<div markdown=\"1\">\n*a*\n</div>\n\n<div>\n\n*b*\n\n</div>\nlast <b>word</b>"
	want := "One  \ntwo ![x](a.jpg) *three*\n\n![](b.jpg \"C\")\n\n```\n<img src=c>\n```\n\n<div markdown=\"1\">\n*a*\n\n\n\n\n*b*\n\n\nlast <b>word</b>"
	var origin []int
	got := newHTMLReader(false).within(src, &origin, func(int, string) {})
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if lines := strings.Split(got, "\n"); len(lines) != len(origin) || origin[len(origin)-1] != strings.Count(src, "\n") {
		t.Errorf("%d lines come from %v", len(lines), origin)
	}
}

func TestWordsBecomeWhoIsMeantForCertain(t *testing.T) {
	root, s := blogSite(t)
	m := newMover(t.Context(), root, s)
	a := &article{
		title: "x", date: time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC),
		words: []string{"cam-akers", "CAM AKERS", "Rams", "lar", "St. Louis Rams", "Josh Allen", "josh-allen", "josh-allen-edge", "Josina Anderson", "trade", "Trade", "…"},
	}
	m.sort(a)
	got := fmt.Sprint(a.players, a.teams, a.sources, a.tags)
	if want := "[Cam Akers josh-allen-edge] [Los Angeles Rams] [Josina Anderson] [lar St. Louis Rams Josh Allen trade]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	var notes []string
	for _, n := range m.report.Notes {
		notes = append(notes, n.Text)
	}
	for _, want := range []string{`"lar" is the abbreviation`, `"St. Louis Rams" may mean team los-angeles-rams`, `"Josh Allen" is the name of 2 players`, `"josh-allen" is the name of 2 players`, `the tag "…"`} {
		if !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("nothing is said of %s: %q", want, notes)
		}
	}
}

func TestOldAddressesGoOnlyWhereNothingStands(t *testing.T) {
	root, s := blogSite(t)
	r, err := WordPress(t.Context(), root, s, []string{export1(t, wxr(
		post("a", "", `[b](x) <a href="/blog/2022/11/b/#respond">b</a> <img src="/blog/wp-content/uploads/2022/a%20b.jpg" alt="x">`)+
			strings.Replace(post("b", "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>a</wp:meta_value></wp:postmeta>", "b"), "/2022/11/b/", "/players/cam-akers/", 1)+
			post("b", "", "another")))})
	if err != nil || r.Posts != 3 {
		t.Fatalf("%v: %+v", err, r)
	}
	_, s = reload(t, root.Name())
	for _, p := range s.Problems {
		if strings.Contains(p.Rule, "alias") || strings.Contains(p.Rule, "clash") || strings.Contains(p.Rule, "link") {
			t.Error(p)
		}
	}
	text, _ := root.ReadFile("content/posts/2022/11/a.md")
	if !strings.Contains(string(text), `![x](/wp-content/uploads/2022/a%20b.jpg)`) {
		t.Errorf("%s", text)
	}
}

func TestOldAddressesAreReckonedAsTheOtherProgramsDo(t *testing.T) {
	root, s := blogSite(t)
	at := time.Date(2022, 11, 1, 17, 5, 0, 0, time.UTC)
	j := &jekyll{folder: folder{mover: newMover(t.Context(), root, s), local: time.UTC}}
	says, _ := meta.ParseYAML("x", []byte("categories: [NFL, Big News]"), 1)
	for permalink, want := range map[string]string{
		jekyllStyles["date"]:                 "/nfl/big%20news/2022/11/01/No-trade.html",
		jekyllStyles["pretty"]:               "/nfl/big%20news/2022/11/01/No-trade/",
		jekyllStyles["ordinal"]:              "/nfl/big%20news/2022/305/No-trade.html",
		jekyllStyles["weekdate"]:             "/nfl/big%20news/2022/W44/Tue/No-trade.html",
		jekyllStyles["none"]:                 "/nfl/big%20news/No-trade.html",
		"/:short_year/:i_month/:i_day/:slug": "/22/11/1/no-trade",
		"/p/:hour:minute/":                   "/p/1705/",
	} {
		if got := j.address(permalink, &article{date: at}, matter{says}, "No-trade", nil); got != want {
			t.Errorf("Jekyll, %s: %s, want %s", permalink, got, want)
		}
	}
	// What Hugo 0.165 made of these.
	h := &hugo{folder: folder{mover: newMover(t.Context(), root, s), local: time.UTC}, permalinks: map[string]string{"news": "/:year/:month/:title/"}}
	for _, c := range []struct{ title, section, dir, stem, slug, want string }{
		{"x", "posts", "posts", "My Post_one", "", "/posts/my-post_one/"},
		{"x", "Reviews", "Reviews/2021", "2021-01-01-foo", "The Slug!", "/reviews/2021/the-slug/"},
		{"Été à  Nîmes / x", "news", "news", "x", "", "/2022/11/%C3%A9t%C3%A9-%C3%A0-n%C3%AEmes-/-x/"},
		{"It’s “q” C# - y", "news", "news", "y", "", "/2022/11/its-q-c%23-y/"},
		{"About", "", "", "about", "", "/about/"},
	} {
		if got := h.address(&article{title: c.title, date: at}, c.section, c.dir, c.stem, c.slug); got != c.want {
			t.Errorf("Hugo, %q: %s, want %s", c.title, got, c.want)
		}
	}
	h.ugly = true
	if got := h.address(&article{date: at}, "posts", "posts", "a", ""); got != "/posts/a.html" {
		t.Errorf("Hugo with uglyURLs: %s", got)
	}
}

func TestAuthorsGetOneRecordEach(t *testing.T) {
	root, s := blogSite(t)
	by := func(name string) string { return "<dc:creator>" + name + "</dc:creator>" }
	name := export1(t, wxr(post("a", by("José Núñez"), "x")+post("b", by("Jose Nunez"), "x")+post("c", by("con"), "x")))
	r, err := WordPress(t.Context(), root, s, []string{name})
	if err != nil || r.Posts != 3 || r.Authors != 1 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].Text, `the author "con"`) {
		t.Fatalf("%v: %+v", err, r)
	}
	for path, want := range map[string]string{"a": "\nauthor: José Núñez\n", "b": "\nauthor: José Núñez\n", "c": "\nslug: c\n"} {
		if text, err := root.ReadFile("content/posts/2022/11/" + path + ".md"); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v\n%s", path, err, text)
		}
	}
}

func TestArticlesOfOneNameGetNamesOfTheirOwn(t *testing.T) {
	root, s := blogSite(t)
	var items strings.Builder
	for range 300 {
		items.WriteString(post("a", "", "x"))
	}
	name := export1(t, wxr(items.String()))
	for _, want := range []Moved{{Posts: 300}, {Known: 300}} {
		r, err := WordPress(t.Context(), root, s, []string{name})
		if err != nil || r.Posts != want.Posts || r.Known != want.Known {
			t.Fatalf("%v: %d, %d", err, r.Posts, r.Known)
		}
		_, s = reload(t, root.Name())
	}
	if _, err := root.Stat("content/posts/2022/11/a-300.md"); err != nil {
		t.Error(err)
	}
}

// FuzzWXR: whatever an export holds, reading it ends, and what it writes is read
// without an error that the importer could have known of.
func FuzzWXR(f *testing.F) {
	f.Add(wxr(post("a", `<category domain="category" nicename="x"><![CDATA[Josh Allen]]></category>`, "[caption]<img src=a>b[/caption]\n\n[gallery]")))
	f.Add(wxr(post("../../x", `<guid>https://a.example/?p=1</guid><dc:creator>con</dc:creator>`, "<p>x<p>[[gallery]]")))
	f.Add(strings.Replace(wxr(post("a", "", "")), "post</wp:post_type>", "page</wp:post_type>", 1))
	f.Add(wxr(post("con", `<wp:post_parent>1</wp:post_parent>`, "[a](javascript:x) <a href=\"javascript:x\">b</a>")))
	_, s := blogSite(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		root, err := os.OpenRoot(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if _, err := WordPress(t.Context(), root, s, []string{export1(t, text)}); err != nil {
			return
		}
		set, problems, err := content.Load(t.Context(), root, content.Options{}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		room, more := newsroom.Assemble(set.Documents, set.Assets, s.Config, newsroom.Options{Now: s.Options.Now, Drafts: true})
		_, last := plan.Make(room, s.Config, nil)
		for _, p := range slices.Concat(problems, more, last) {
			// Records and pictures are in another folder; a draft may lack a date.
			if p.Severity == problem.Error && p.Rule != problem.BadImage && !strings.Contains(p.File, "/drafts/") {
				t.Errorf("%s\n%q", p, text)
			}
		}
	})
}

// FuzzHTML: whatever HTML a body holds, its Markdown shows no script that a page
// would run, also where HTML is passed through.
func FuzzHTML(f *testing.F) {
	f.Add("a\n\nb<b>c</b>", true)
	f.Add("<table><tr><td><p>x</p><ul><li>y</table>", false)
	f.Add("<figure><a href=x><img src=y></a><figcaption>z</figcaption></figure>&lt;script&gt;", false)
	f.Add(strings.Repeat("<div>", 600), true)
	f.Add("<pre><code class=language-go>a</code></pre><iframe src=x>", true)
	h := newHTMLReader(false)
	f.Fuzz(func(t *testing.T, src string, classic bool) {
		if len(src) > 1<<14 {
			return
		}
		text, _, err := h.markdown(printable(src), classic)
		if err != nil {
			return
		}
		parts, _ := markdown.Convert([]byte(text), markdown.Options{})
		for _, fault := range parts.Faults {
			if fault.Rule == "raw-html" && strings.Contains(fault.Text, "<script") {
				t.Errorf("%q becomes %q: %s", src, text, fault.Text)
			}
		}
	})
}

// FuzzMend: whatever a body in Markdown holds, no link is left that a page may not have.
func FuzzMend(f *testing.F) {
	f.Add("[a](b \"c\") ![d](<e f>) [g][h]\n\n[h]: javascript:x\n<i:j> [[k]]")
	f.Add("[![a](b)](c) [a [b](c) d](//e) `[x](y)`")
	root, s := blogSite(f)
	m := newMover(f.Context(), root, s)
	m.file = func(*article, string) (string, bool) { return "", false }
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1<<12 {
			return
		}
		m.report.Notes = nil
		clear(m.repeated)
		out := m.mend(&article{file: "x", old: []string{"/a/b/"}}, body, 1)
		parts, _ := markdown.Convert([]byte(out), markdown.Options{})
		for _, fault := range parts.Faults {
			if fault.Rule == "unsafe-link" {
				t.Errorf("%q becomes %q: %s", body, out, fault.Text)
			}
		}
	})
}

// FuzzTemplates: whatever a text for Liquid or Hugo holds, it comes to an end, and what
// stands outside of tags stays.
func FuzzTemplates(f *testing.F) {
	f.Add("{% raw %}{{ a }}{% endraw %} {% highlight go %}x{% endhighlight %} {: .b }\n* TOC\n{:toc}\n")
	f.Add("{{< figure src=\"a.png\" caption=`b` >}} {{</* x */>}} {{% y %}} {{< ref \"a.md\" >}}## A {#b}\n```\n{{< /highlight >}}")
	root, s := blogSite(f)
	j := &jekyll{folder: newFolder(newMover(f.Context(), root, s), nil), posts: map[string]*article{}, links: map[string]*article{}}
	h := &hugo{folder: newFolder(newMover(f.Context(), root, s), nil), pages: map[string]*article{}, bundles: map[string]string{}}
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1<<12 {
			return
		}
		j.report.Notes, h.report.Notes = nil, nil
		a := &article{file: "x.md", title: "x"}
		if got := j.liquid(a, body, 1); !strings.Contains(body, "{%") && !strings.Contains(body, "{{") && got != body {
			t.Errorf("Liquid makes %q of %q", got, body)
		}
		if got := h.shortcodes(a, body, 1); !strings.Contains(body, "{{") && got != body {
			t.Errorf("Hugo makes %q of %q", got, body)
		}
		j.body(a, body, 1)
		h.body(a, body, 1)
	})
}
