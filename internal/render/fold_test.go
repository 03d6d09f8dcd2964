package render

import (
	"bytes"
	"html/template"
	"strings"
	"testing"
	"text/template/parse"

	"pressbox/internal/plan"
)

// unfolded returns what a page says by its templates as they are written.
func unfolded(t *testing.T, r *Renderer, f plan.File) string {
	t.Helper()
	set := template.New("").Funcs(r.functions())
	for name, s := range r.theme.scopes[f.Template] {
		if _, err := set.AddParseTree(name, s.trees[name].Copy()); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, base, f.Data()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestFoldedPagesSayTheSame holds pages equal to what html/template makes of their
// templates as they are written, wherever in HTML an action stands.
func TestFoldedPagesSayTheSame(t *testing.T) {
	b := bodies{}
	hostile := site()
	hostile.Title = `</script></title><b>"Tom's" & Jerry`
	hostile.Publisher.URL = `javascript:alert("x")`
	hostile.Params = map[string]any{"n": 3, "list": []any{"a", "<b>"}}
	theme := tiny()
	set := func(name, text string) { theme["templates/"+name].Data = []byte(text) }
	set("page.html", `{{define "main"}}{{template "partials/byline.html" .}}{{template "partials/name.html" .}}
<a href="{{site.Publisher.URL}}" title={{site.Title}} onclick="f({{site.Title}})" style="width: {{site.Params.n}}px">{{site.Title}}</a>
<textarea>{{template "partials/name.html" .}}</textarea><script>var t = {{site.Title}}, p = {{site.Params}}; {{template "partials/name.html" .}}</script>
{{with .Word}}{{site.Title}}{{else}}{{t "hello" "you" | upper}}{{end}}{{range $i, $w := site.Params.list}}{{$i}}{{$w}}{{site.Language}}{{end}}
{{$n := site.Title}}{{$n}}{{$n = .Title}}{{$n}}{{(index site.Params.list 1)}}{{"{{"}}{{len site.Title | printf "%03d"}}{{block "own" .}}{{site.Title}}{{.Title}}{{end}}{{end}}`)
	set("partials/byline.html", `<p title="{{site.Title}}">{{.Title}}, {{site.Title}}</p>{{with site}}{{.Title}}{{end}}`)
	theme["templates/partials/name.html"] = files("x", `{{site.Title}}`)["x"]
	delete(theme, "templates/post.html")
	r := mustParse(t, "en", theme, tiny()).For(&plan.Plan{Site: hostile}, b, nil)
	for name, f := range examples(b) {
		if name == "post.html" {
			continue // byline.html is of other data here
		}
		if got, want := mustRender(t, r, f), unfolded(t, r, f); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}

	defaults := benchRenderer(t, b)
	f := file("post.html", examplePost(b))
	if got, want := mustRender(t, defaults, f), unfolded(t, defaults, f); got != want {
		t.Errorf("the default theme's post:\n got %s\nwant %s", got, want)
	}
}

// TestWhatEachPageSaysIsText counts the actions that are left of a page's templates.
func TestWhatEachPageSaysIsText(t *testing.T) {
	theme := tiny()
	theme["templates/page.html"].Data = []byte(`{{define "main"}}{{site.Title}}{{t "hello" site.Title}}{{static "img/page.svg"}}{{frame "partials/top.html"}}{{if .Title}}{{site.Language}}{{end}}{{.Title}}{{t "hello" .Title}}{{end}}`)
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, bodies{}, nil)
	set, err := r.pages["page.html"].set()
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, name := range []string{base, "main"} {
		walk(set.Lookup(name).Tree.Root, func(n parse.Node) {
			if c, ok := n.(*parse.CommandNode); ok && !strings.Contains(c.String(), "_html_template_") {
				left = append(left, c.String())
			}
		})
	}
	if got, want := strings.Join(left, " "), `.Head.Title . .Head.Title .Head.Title t "hello" .Head.Title`; got != want {
		t.Errorf("left to be executed: %s, want %s", got, want)
	}
}

// TestWhatFailsOnEachPageFailsAtItsPlace has an action that no page can execute, in a
// branch that is taken and in one that is not.
func TestWhatFailsOnEachPageFailsAtItsPlace(t *testing.T) {
	theme := tiny()
	theme["templates/page.html"].Data = []byte("{{define \"main\"}}{{if .Title}}fine{{else}}\n{{index site.Nav 9}}{{end}}{{end}}")
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, bodies{}, nil)
	mustRender(t, r, file("page.html", &plan.PlainPage{Head: plan.Head{Title: "About"}}))
	_, err := r.Render(file("page.html", &plan.PlainPage{}))
	failure, ok := err.(*Failure)
	if !ok || failure.Problem.File != "templates/page.html" || failure.Problem.Line != 2 {
		t.Errorf("got %v, want a problem in line 2 of templates/page.html", err)
	}
}

// TestWhatCannotBeEscapedIsRefusedEachTime holds that readying a page's templates does not
// use up html/template's refusal, wherever what it cannot escape stands.
func TestWhatCannotBeEscapedIsRefusedEachTime(t *testing.T) {
	for name, text := range map[string]string{
		"templates/base.html":            `<a href="{{if .Title}}x"{{end}}>{{template "main" .}}`,
		"templates/page.html":            `{{define "main"}}{{site.Title}}<a href="{{if .Title}}x"{{end}}>{{end}}`,
		"templates/partials/byline.html": `<script>var a = {{if .Title}}"{{end}};</script>`,
	} {
		theme := tiny()
		theme["templates/page.html"].Data = []byte(`{{define "main"}}{{template "partials/byline.html" .}}{{end}}`)
		theme["templates/partials/byline.html"].Data = []byte(`{{.Title}}`)
		delete(theme, "templates/post.html")
		theme[name].Data = []byte(text)
		parsed, _, err := Parse("en", "test", theme)
		if err != nil {
			t.Fatal(err)
		}
		r := parsed.For(&plan.Plan{Site: site()}, bodies{}, nil)
		for range 3 {
			if out, err := r.Render(file("page.html", &plan.PlainPage{Head: plan.Head{Title: "About"}})); err == nil {
				t.Errorf("%s: %s", name, out)
			}
		}
	}
}

// TestNamesAreSpelledOut holds pages whose templates leave out embedded structs equal to
// what they say as they are written, of whatever type dot is.
func TestNamesAreSpelledOut(t *testing.T) {
	b := bodies{}
	theme := tiny()
	theme["templates/page.html"].Data = []byte(`{{define "main"}}{{.Title}}{{$.Title}}{{$p := .}}{{$p.Title}}{{(.).URL}}{{.Head.Title}}{{with .Head}}{{.Title}}{{end}}` +
		`{{template "both" .}}{{template "both" .Head}}{{template "both" (dict "Title" "a title")}}{{$q := .}}{{$q = .Head}}{{$q.Title}}{{range .Crumbs}}{{.URL}}{{end}}{{end}}` +
		`{{define "both"}}{{.Title}}{{end}}`)
	r := mustParse(t, "en", theme, tiny()).For(&plan.Plan{Site: site()}, b, nil)
	f := examples(b)["page.html"]
	got, want := mustRender(t, r, f), unfolded(t, r, f)
	if got != want || !strings.Contains(got, f.Data().(*plan.PlainPage).Title) {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	set, err := r.theme.set("page.html", r.functions())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"main": "{{.Head.Title}}{{$.Head.Title}}{{$p := .}}{{$p.Head.Title}}{{(.).Head.URL}}{{.Head.Title}}{{with .Head}}{{.Title}}{{end}}",
		"both": "{{.Title}}",
	} {
		if got := set.Lookup(name).Tree.Root.String(); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
