package render

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// bodies are converted texts by their digest.
type bodies map[digest.Digest]markdown.Pieces

func (b bodies) Pieces(d digest.Digest, _ *[]byte) (markdown.Pieces, error) {
	p, ok := b[d]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return p, nil
}

func (b bodies) add(text string) plan.Body {
	_, pieces := markdown.Convert([]byte(text), markdown.Options{})
	d := digest.Of([]byte(text))
	b[d] = pieces
	return plan.Body{Digest: d}
}

// files makes a folder of name, text, name, text.
func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

// tiny is a theme that uses a frame, a card, a partial, static files and words.
func tiny() fstest.MapFS {
	return files(
		"templates/base.html", `<!doctype html><title>{{.Title}}</title><link href="{{static "css/site.css"}}">{{frame "partials/top.html"}}{{template "main" .}}`,
		"templates/post.html", `{{define "main"}}<h1>{{.Title}}</h1>{{template "partials/byline.html" .}}{{body .Body}}{{range .Earlier}}{{range .Cards}}{{card .}}{{end}}{{end}}{{end}}`,
		"templates/page.html", `{{define "main"}}<h1>{{t "hello" .Title}}</h1><img src="{{static "img/page.svg"}}">{{end}}`,
		"templates/list.html", `{{define "main"}}{{range .List.Items}}{{card .Card}}{{end}}{{end}}`,
		"templates/partials/top.html", `<header>{{.Title}}</header>`,
		"templates/partials/byline.html", `<p>{{range .Authors}}{{part "partials/author.html" .}}{{end}}</p>`,
		"templates/partials/author.html", `{{.Text}}`,
		"templates/partials/card.html", `<article><a href="{{.URL}}">{{.Title}}</a></article>`,
		"templates/strings.yaml", "en:\n  hello: Hello {0}\nes:\n  hello: Hola {0}\n",
	)
}

func statics() map[string]string {
	return map[string]string{"css/site.css": "/css/site.1.css", "img/page.svg": "/img/page.1.svg", "feed.xsl": "/feed.1.xsl"}
}

func site() *plan.Site {
	return &plan.Site{Title: "The Desk", Origin: "https://example.org", Base: "/", Language: "en", Timezone: "America/New_York", Static: statics()}
}

func mustParse(t testing.TB, language string, layers ...fs.FS) *Theme {
	t.Helper()
	theme, problems, err := Parse(language, "test", layers...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("unexpected problem: %v", p)
	}
	return theme
}

func file(template string, data any) plan.File {
	return plan.NewFile("x/index.html", "/x/", template, data)
}

func mustRender(t testing.TB, r *Renderer, f plan.File) string {
	t.Helper()
	b, err := r.Render(f)
	if err != nil {
		t.Fatalf("%s: %v", f.Template, err)
	}
	return string(b)
}

// examples are a file of each template of tiny.
func examples(b bodies) map[string]plan.File {
	card := &plan.Card{URL: "/old/", Title: "Old & gold"}
	card.Digest = plan.Hash(card)
	return map[string]plan.File{
		"post.html": file("post.html", &plan.PostPage{
			Head: plan.Head{Title: "A post"}, Authors: []plan.Link{{Text: "Ann"}}, Body: b.add("Some *text*."),
			Earlier: []plan.EarlierBox{{Cards: []*plan.Card{card}}},
		}),
		"page.html": file("page.html", &plan.PlainPage{Head: plan.Head{Title: "About"}}),
		"list.html": file("list.html", &plan.ListPage{List: plan.List{Items: []plan.Item{{Card: card}, {Card: card}}}}),
	}
}

func TestPagesAreMadeOfBaseFrameCardAndBody(t *testing.T) {
	b := bodies{}
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, b, nil)
	want := map[string]string{
		"post.html": `<!doctype html><title>A post</title><link href="/css/site.1.css"><header>The Desk</header><h1>A post</h1><p>Ann</p><p>Some <em>text</em>.</p>
<article><a href="/old/">Old &amp; gold</a></article>`,
		"page.html": `<!doctype html><title>About</title><link href="/css/site.1.css"><header>The Desk</header><h1>Hello About</h1><img src="/img/page.1.svg">`,
		"list.html": `<!doctype html><title></title><link href="/css/site.1.css"><header>The Desk</header><article><a href="/old/">Old &amp; gold</a></article><article><a href="/old/">Old &amp; gold</a></article>`,
	}
	for name, f := range examples(b) {
		if got := mustRender(t, r, f); got != want[name] {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want[name])
		}
	}
}

// TestKeyChangesExactlyWithWhatIsReached edits each input in turn and says which
// pages must get another key; the others must keep theirs. Where bytes change, the
// key has to.
func TestKeyChangesExactlyWithWhatIsReached(t *testing.T) {
	type inputs struct {
		theme    fstest.MapFS
		site     *plan.Site
		language string
		program  string
		files    map[string]plan.File
	}
	all := []string{"list.html", "page.html", "post.html"}
	append_ := func(name, text string) func(*inputs) {
		return func(in *inputs) {
			old := ""
			if f := in.theme[name]; f != nil {
				old = string(f.Data)
			}
			in.theme[name] = &fstest.MapFile{Data: []byte(old + text)}
		}
	}
	tests := []struct {
		name string
		edit func(*inputs)
		want []string
	}{
		{"nothing", func(*inputs) {}, nil},
		{"program", func(in *inputs) { in.program = "other" }, all},
		{"base", append_("templates/base.html", "<hr>"), all},
		{"frame", append_("templates/partials/top.html", "<hr>"), all},
		{"card", append_("templates/partials/card.html", "<hr>"), []string{"list.html", "post.html"}},
		{"partial", append_("templates/partials/byline.html", "<hr>"), []string{"post.html"}},
		{"page file", append_("templates/page.html", "{{/* */}}"), []string{"page.html"}},
		{"part", append_("templates/partials/author.html", "<hr>"), []string{"post.html"}},
		{"partial that nobody includes", append_("templates/partials/new.html", "<hr>"), nil},
		{"words", append_("templates/strings.yaml", "  more: x\nen-GB: {more: y}\n"), nil},
		{"words of the language", func(in *inputs) {
			in.theme["templates/strings.yaml"] = &fstest.MapFile{Data: []byte("en: {hello: Hi}")}
		}, all},
		{"language", func(in *inputs) { in.language = "es" }, all},
		{"site", func(in *inputs) { in.site.Title = "Other" }, all},
		{"static of all", func(in *inputs) { in.site.Static["css/site.css"] = "/css/site.2.css" }, all},
		{"static of one", func(in *inputs) { in.site.Static["img/page.svg"] = "/img/page.2.svg" }, []string{"page.html"}},
		{"static of none", func(in *inputs) { in.site.Static["img/other.svg"] = "/img/other.svg" }, nil},
		{"data", func(in *inputs) {
			in.files["page.html"] = file("page.html", &plan.PlainPage{Head: plan.Head{Title: "Contact"}})
		}, []string{"page.html"}},
		{"card's data", func(in *inputs) {
			card := &plan.Card{URL: "/old/", Title: "Old and gold"}
			card.Digest = plan.Hash(card)
			in.files["list.html"] = file("list.html", &plan.ListPage{List: plan.List{Items: []plan.Item{{Card: card}}}})
		}, []string{"list.html"}},
	}
	run := func(in inputs, b bodies) (keys, bytes map[string]string) {
		theme, problems, err := Parse(in.language, in.program, in.theme)
		if err != nil || problems.Failed() {
			t.Fatal(err, problems)
		}
		r := theme.For(&plan.Plan{Site: in.site}, b, nil)
		keys, bytes = map[string]string{}, map[string]string{}
		for name, f := range in.files {
			keys[name], bytes[name] = r.Key(f).String(), mustRender(t, r, f)
		}
		return keys, bytes
	}
	for _, test := range tests {
		b := bodies{}
		in := inputs{tiny(), site(), "en", "test", examples(b)}
		keys, bytes := run(in, b)
		test.edit(&in)
		newKeys, newBytes := run(in, b)
		var changed []string
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			if keys[name] != newKeys[name] {
				changed = append(changed, name)
			} else if bytes[name] != newBytes[name] {
				t.Errorf("%s: %s has other bytes under the same key", test.name, name)
			}
		}
		if test.name == "words" {
			continue // whether another language's words count is not promised
		}
		if !slices.Equal(changed, test.want) {
			t.Errorf("%s: keys of %v changed, want %v", test.name, changed, test.want)
		}
	}
}

func TestSameBytesInAnyOrderAndAtOnce(t *testing.T) {
	b := bodies{}
	theme := mustParse(t, "en", tiny())
	fs := examples(b)
	want := map[string]string{}
	first := theme.For(&plan.Plan{Site: site()}, b, nil)
	for name, f := range fs {
		want[name] = mustRender(t, first, f)
	}
	for _, prev := range []*Renderer{nil, first} {
		r := theme.For(&plan.Plan{Site: site()}, b, prev)
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				for name, f := range fs {
					got, err := r.Render(f)
					if err != nil || string(got) != want[name] {
						t.Errorf("run %d: %s differs: %v", i, name, err)
					}
					if r.Key(f) != first.Key(f) {
						t.Errorf("run %d: %s has another key", i, name)
					}
				}
			})
		}
		wg.Wait()
	}
}

// TestFrameAndCardsAreLentOnlyWhileTheyFit renders with a previous renderer whose
// site, card template or static files differ.
func TestFrameAndCardsAreLentOnlyWhileTheyFit(t *testing.T) {
	b := bodies{}
	fs := examples(b)
	old := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, b, nil)
	for _, f := range fs {
		mustRender(t, old, f)
	}
	for name, edit := range map[string]func(theme fstest.MapFS, s *plan.Site){
		"nothing":     func(fstest.MapFS, *plan.Site) {},
		"site":        func(_ fstest.MapFS, s *plan.Site) { s.Title = "Other" },
		"card":        func(m fstest.MapFS, _ *plan.Site) { m["templates/partials/card.html"].Data = []byte("<li>{{.Title}}") },
		"part":        func(m fstest.MapFS, _ *plan.Site) { m["templates/partials/author.html"].Data = []byte("by {{.Text}}") },
		"frame":       func(m fstest.MapFS, _ *plan.Site) { m["templates/partials/top.html"].Data = []byte("<nav></nav>") },
		"static file": func(_ fstest.MapFS, s *plan.Site) { s.Static["css/site.css"] = "/css/new.css" },
	} {
		theme, s := tiny(), site()
		edit(theme, s)
		parsed := mustParse(t, "en", theme)
		lent := parsed.For(&plan.Plan{Site: s}, b, old)
		clean := parsed.For(&plan.Plan{Site: s}, b, nil)
		for page, f := range fs {
			if got, want := mustRender(t, lent, f), mustRender(t, clean, f); got != want {
				t.Errorf("%s: %s\n got %s\nwant %s", name, page, got, want)
			}
		}
	}
}

func TestSitesOwnFilesAndWordsLieOverTheDefault(t *testing.T) {
	own := files(
		"templates/partials/byline.html", "<p>by us</p>",
		"templates/strings.yaml", "en: {hello: Howdy {0}}\nde: {hello: Hallo {0}}",
	)
	own["templates/strings.yaml"].Data = []byte("en: {hello: \"Howdy {0}\"}\nde: {hello: \"Hallo {0}\"}\n")
	b := bodies{}
	for language, want := range map[string]string{"en": "Howdy About", "en-GB": "Howdy About", "es": "Hola About", "de-AT": "Hallo About"} {
		r := mustParse(t, language, own, tiny()).For(&plan.Plan{Site: site()}, b, nil)
		fs := examples(b)
		if got := mustRender(t, r, fs["page.html"]); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %s", language, want, got)
		}
		if got := mustRender(t, r, fs["post.html"]); !strings.Contains(got, "by us") {
			t.Errorf("the site's own partial is not used: %s", got)
		}
	}
}

// TestBrokenTemplatesHavePlaces holds each mistake to its file, line and column,
// whether it is found by parsing or only by rendering.
func TestBrokenTemplatesHavePlaces(t *testing.T) {
	tests := []struct {
		name, file, text, page string
		want                   string
	}{
		{"syntax", "post.html", "{{define \"main\"}}\nok {{if}}{{end}}{{end}}", "post.html", `templates/post.html:2:4: missing value for if`},
		{"unclosed", "post.html", "{{define \"main\"}}\n{{if .Title}}x", "post.html", `templates/post.html:2:15: the file ends inside of an action or block (close it with {{end}})`},
		{"bad character", "partials/top.html", "é {{.Title | \x00}}", "post.html", `templates/partials/top.html:1:3: unrecognized character in action: U+0000`},
		{"unknown function", "post.html", "{{define \"main\"}}\né {{ dat .Published}}{{stamb .Updated}}{{end}}", "", "templates/post.html:2:6: unknown function \"dat\" (did you mean \"date\"?)\ntemplates/post.html:2:24: unknown function \"stamb\" (did you mean \"stamp\"?)"},
		{"unknown field", "post.html", "{{define \"main\"}}\néé {{.Titel}}{{end}}", "post.html", `templates/post.html:2:6: there is no "Titel" in PostPage (did you mean "Title"?)`},
		{"unknown field of a part", "partials/byline.html", "{{range .Authors}}{{.Name}}{{end}}", "post.html", `templates/partials/byline.html:1:21: there is no "Name" in Link (pressbox help templates lists what there is)`},
		{"in a frame", "partials/top.html", "\n {{.Titel}}", "post.html", `templates/partials/top.html:2:4: there is no "Titel" in Site (did you mean "Title"?)`},
		{"in a part", "partials/author.html", "{{.Texd}}", "post.html", `templates/partials/author.html:1:3: there is no "Texd" in Link (did you mean "Text"?)`},
		{"in a card", "partials/card.html", "{{.Titel}}", "list.html", `templates/partials/card.html:1:3: there is no "Titel" in Card (did you mean "Title"?)`},
		{
			"branches not taken", "post.html", "{{define \"main\"}}{{if .Draft}}{{.Drafty}}{{end}}{{range $i, $p := .Players}}{{$p.Nme}}{{with .Team}}{{.Primry}}{{$.Titel}}{{end}}{{end}}{{(site).Titl}}{{end}}", "",
			"templates/post.html:1:33: there is no \"Drafty\" in PostPage (did you mean \"Draft\"?)\n" +
				"templates/post.html:1:81: there is no \"Nme\" in PlayerLink (pressbox help templates lists what there is)\n" +
				"templates/post.html:1:103: there is no \"Primry\" in TeamLink (did you mean \"Primary\"?)\n" +
				"templates/post.html:1:115: there is no \"Titel\" in PostPage (did you mean \"Title\"?)\n" +
				"templates/post.html:1:145: there is no \"Titl\" in Site (did you mean \"Title\"?)",
		},
		{"field of no page", "base.html", "{{.Nope}}{{template \"main\" .}}", "", `templates/base.html:1:3: there is no "Nope" in ListPage and 2 more (did you mean "Type"?)`},
		{"no main", "post.html", "<p>", "", `templates/post.html: no template "main" is defined (put the page between {{define "main"}} and {{end}})`},
		{"no such template", "post.html", "{{define \"main\"}}{{template \"partials/bylin.html\" .}}{{end}}", "", `templates/post.html:1:29: no template "partials/bylin.html" (did you mean "partials/byline.html"?)`},
		{"static not named", "post.html", "{{define \"main\"}}{{static .URL}}{{end}}", "", `templates/post.html:1:20: static needs its name written out (write {{static "…"}}, so that it is known what the page depends on)`},
		{"frame by a pipe", "post.html", "{{define \"main\"}}{{\"a\" | frame}}{{end}}", "", `templates/post.html:1:26: frame needs its name written out (write {{frame "…"}}, so that it is known what the page depends on)`},
		{"no static file", "post.html", "{{define \"main\"}}{{static \"css/sit.css\"}}{{end}}", "post.html", `templates/post.html:1:27: no static file "css/sit.css" (did you mean "css/site.css"?)`},
		{"no words", "post.html", "{{define \"main\"}}{{t \"helo\"}}{{end}}", "", `templates/post.html:1:22: no words for "helo" in templates/strings.yaml (did you mean "hello"?)`},
		{"no words, not literal", "post.html", "{{define \"main\"}}{{t .Title}}{{end}}", "post.html", `templates/post.html:1:20: no words for "A post" in templates/strings.yaml (add it to templates/strings.yaml)`},
		{"frame in itself", "partials/top.html", "{{frame \"partials/top.html\"}}", "post.html", `templates/partials/top.html:1:9: "partials/top.html" contains itself (take it out of its own template)`},
		{"card in itself", "partials/card.html", "{{template \"x\" .}}{{define \"x\"}}{{card .}}{{end}}", "list.html", `templates/partials/card.html:1:35: "partials/card.html" contains itself (take it out of its own template)`},
		{"two of one name", "partials/byline.html", "{{define \"partials/top.html\"}}x{{end}}", "", `templates/partials/top.html:1:1: template "partials/top.html" is defined in templates/partials/byline.html too (give one of them another name)`},
		{"escaping", "post.html", "{{define \"main\"}}\n<a href='{{if .Title}}x{{end}}{{end}}", "post.html", `templates/post.html: the page ends inside of a tag, an attribute, a script or a style (look for a quote or a tag that is not closed, here or in base.html)`},
		{"wrong argument", "post.html", "{{define \"main\"}}\n {{date .Title}}{{end}}", "post.html", `templates/post.html:2:9: wrong type for value; expected plan.Time; got string`},
		{
			"no end", "post.html", "{{define \"main\"}}{{range 999999999}}" + strings.Repeat("a line of a page ", 5000) + "{{end}}{{end}}", "post.html",
			"templates/post.html: the page grows beyond 64 MiB (look for a {{range}} over more than is meant, here or in base.html)",
		},
		{
			"no end, and nothing written", "partials/byline.html", "{{range $i := 99999}}{{range 99999}}{{with $x := $i}}{{else}}{{end}}{{end}}{{end}}", "post.html",
			"templates/post.html: the page is made of more than 8 million texts (look for a {{range}} over more than is meant, here or in base.html)",
		},
		{"wrong time", "post.html", "{{define \"main\"}}{{date \"tomorrow\"}}{{end}}", "post.html", `templates/post.html:1:20: "tomorrow" is not a time (a time is 2022-11-01 or 2022-11-01T17:05:00-04:00)`},
	}
	for _, test := range tests {
		theme := tiny()
		theme["templates/"+test.file] = &fstest.MapFile{Data: []byte(test.text)}
		parsed, problems, err := Parse("en", "test", theme)
		if err != nil {
			t.Fatal(err)
		}
		if test.page != "" {
			b := bodies{}
			r := parsed.For(&plan.Plan{Site: site()}, b, nil)
			if len(problems) == 0 {
				var failure *Failure
				if _, err := r.Render(examples(b)[test.page]); errors.As(err, &failure) {
					problems = append(problems, failure.Problem)
				} else {
					t.Errorf("%s: rendering gave %v", test.name, err)
				}
			} else if _, err := r.Render(examples(b)[test.page]); err == nil {
				t.Errorf("%s: a broken template renders", test.name)
			}
		}
		var got []string
		for _, p := range problems {
			got = append(got, p.String())
			if p.Severity != problem.Error {
				t.Errorf("%s: severity is %v", test.name, p.Severity)
			}
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, strings.Join(got, "\n"), test.want)
		}
	}
}

func TestUnknownFilesAreWarnedOf(t *testing.T) {
	theme := tiny()
	theme["templates/pots.html"] = &fstest.MapFile{Data: []byte("{{broken")}
	theme["templates/partials/notes.txt"] = &fstest.MapFile{}
	theme["templates/.hidden"] = &fstest.MapFile{}
	_, problems, err := Parse("en", "test", theme)
	want := `templates/partials/notes.txt: warning: no page is made from "partials/notes.txt" (parts of pages lie in templates/partials/ and end in .html)
templates/pots.html: warning: no page is made from "pots.html" (did you mean "post.html"?)`
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	if err != nil || strings.Join(got, "\n") != want {
		t.Errorf("got %s, %v", strings.Join(got, "\n"), err)
	}
}

func TestFieldsAreReportedOnlyWhereTheyAreCertainlyMissing(t *testing.T) {
	theme := tiny()
	theme["templates/page.html"].Data = []byte(`{{define "main"}}
{{.Params.anything.goes}}{{(dict "a" 1).b}}{{range list 1 2}}{{if false}}{{.X}}{{end}}{{end}}
{{$x := .Title}}{{if .NoIndex}}{{$x = .Head}}{{$x.Title}}{{end}}{{with $y := .Head}}{{$y.Title}}{{.Word}}{{end}}
{{range .Crumbs}}{{.Text}}{{break}}{{else}}{{.Title}}{{end}}{{range $i, $c := .Crumbs}}{{$c.Text}}{{add $i 1}}{{end}}
{{with first 1 .Crumbs}}{{range .}}{{.Text}}{{end}}{{end}}{{with default 1 .Image}}{{if false}}{{.Width}}{{end}}{{end}}
{{template "partials/any.html" dict "page" . "n" 1}}{{template "partials/any.html" .Image}}
{{end}}`)
	theme["templates/partials/any.html"] = files("x", `{{with .}}{{if false}}{{.Alt}}{{end}}{{end}}`)["x"]
	b := bodies{}
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, b, nil)
	mustRender(t, r, examples(b)["page.html"])
}

func TestAFailingFrameIsOneProblem(t *testing.T) {
	theme := tiny()
	theme["templates/partials/top.html"].Data = []byte("{{index .Nav 9}}")
	b := bodies{}
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, b, nil)
	var problems problem.List
	for _, f := range examples(b) {
		var failure *Failure
		if _, err := r.Render(f); !errors.As(err, &failure) {
			t.Fatal(err)
		}
		problems = append(problems, failure.Problem)
	}
	problems = append(problems, r.Check()...)
	if problems = problems.Sort(); len(problems) != 1 {
		t.Errorf("got %v", problems)
	}
}

func TestMissingBodyIsTroubleAndNoProblem(t *testing.T) {
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	_, err := r.Render(file("post.html", &plan.PostPage{Body: plan.Body{Digest: digest.Of(nil)}}))
	var failure *Failure
	if !errors.Is(err, fs.ErrNotExist) || errors.As(err, &failure) {
		t.Errorf("got %v", err)
	}
}

func TestFragmentsAreForgottenBeyondTheBound(t *testing.T) {
	c := newFragments(nil)
	html := template.HTML(strings.Repeat("x", 1<<20)) // one string, counted each time
	for i := range 1000 {
		k := fragmentKey{data: digest.Of(fmt.Append(nil, i))}
		c.put(k, html)
		if _, ok := c.get(k); !ok {
			t.Fatalf("fragment %d is forgotten at once", i)
		}
	}
	kept := 0
	for i := range c.shards {
		kept += len(c.shards[i].young) + len(c.shards[i].old)
	}
	if kept > 2*len(c.shards) {
		t.Errorf("%d MB of fragments are kept", kept)
	}
}
