package render

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"pressbox/internal/plan"
)

// pageTypes returns what dot is in each template.
func pageTypes() map[string]reflect.Type {
	return map[string]reflect.Type{
		"404.html":    reflect.TypeFor[plan.NotFoundPage](),
		"author.html": reflect.TypeFor[plan.AuthorPage](),
		"home.html":   reflect.TypeFor[plan.HomePage](),
		"list.html":   reflect.TypeFor[plan.ListPage](),
		"page.html":   reflect.TypeFor[plan.PlainPage](),
		"player.html": reflect.TypeFor[plan.PlayerPage](),
		"post.html":   reflect.TypeFor[plan.PostPage](),
		"search.html": reflect.TypeFor[plan.SearchPage](),
		"source.html": reflect.TypeFor[plan.SourcePage](),
		"story.html":  reflect.TypeFor[plan.StoryPage](),
		"tag.html":    reflect.TypeFor[plan.TagPage](),
		"team.html":   reflect.TypeFor[plan.TeamPage](),
	}
}

// dataTypes returns every type that a template can come to, by name.
func dataTypes() map[string]reflect.Type {
	all := map[string]reflect.Type{}
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			add(t.Elem())
		case reflect.Struct:
			if all[t.Name()] != nil {
				return
			}
			all[t.Name()] = t
			for i := range t.NumField() {
				if f := t.Field(i); f.IsExported() {
					add(f.Type)
				}
			}
		}
	}
	add(reflect.TypeFor[plan.Site]())
	add(reflect.TypeFor[plan.Card]())
	for _, t := range pageTypes() {
		add(t)
	}
	return all
}

// fieldsOf returns the names that a template can use of a type.
func fieldsOf(name string) []string {
	var out []string
	t := dataTypes()[name]
	if t == nil {
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			out = append(out, f.Name)
		}
	}
	return out
}

// Help prints what templates are called, what they see and what they can call,
// all of it from the code.
func Help(w io.Writer) error {
	source, err := parsePageSource()
	if err != nil {
		return err
	}
	p := &printer{w: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)}
	p.line("Templates are html/template files in templates/. A file there stands for the default")
	p.line("theme's of the same name; pressbox theme list names those, pressbox theme copy copies one.")
	p.line("Every page is made by base.html, with what its own file defines ({{define \"main\"}})")
	p.line("and the files of partials/, which are called by their names ({{template \"partials/x.html\" .}}).")
	p.line("")
	p.line("FILE\tDOT")
	p.line("base.html\tthe dot of the page")
	types := pageTypes()
	for _, page := range pages {
		p.line("%s\t%s", page, types[page].Name())
	}
	p.line("%s\tCard", cardFile)
	p.line("partials/ in {{frame}}\tSite")
	p.flush()
	p.line("")
	p.line("FUNCTION\t")
	for _, f := range functionTable() {
		p.line("%s\t%s", f.signature, f.sentence)
	}
	p.flush()
	p.line("")
	p.line("Those of Go's text/template can be called too: %s.", strings.Join(standardFunctions, ", "))
	p.line("Words and formats are in templates/strings.yaml by language.")
	p.line("")
	for _, name := range slices.Concat([]string{"Site", "Head"}, pageNames(), others()) {
		p.describe(source, name)
	}
	return p.err
}

func pageNames() []string {
	types := pageTypes()
	var out []string
	for _, page := range pages {
		out = append(out, types[page].Name())
	}
	return out
}

// others returns the names of types that are neither pages nor known to all.
func others() []string {
	first := append(pageNames(), "Site", "Head")
	var out []string
	for name := range dataTypes() {
		if !slices.Contains(first, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// A printer remembers the first error of writing.
type printer struct {
	w   *tabwriter.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format+"\n", args...); err != nil && p.err == nil {
		p.err = err
	}
}

func (p *printer) flush() {
	if err := p.w.Flush(); err != nil && p.err == nil {
		p.err = err
	}
}

// describe prints a type with the comments of its fields.
func (p *printer) describe(source map[string]typeSource, name string) {
	t := dataTypes()[name]
	said := source[name]
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	p.line("%s", name)
	if said.doc != "" {
		p.line("  %s", said.doc)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		kind := strings.NewReplacer("plan.", "", "digest.", "", "interface {}", "any").Replace(f.Type.String())
		if f.Anonymous {
			p.line("    all of %s", kind)
			continue
		}
		if comment := said.fields[f.Name]; comment != "" {
			p.line("    .%s\t%s\t%s", f.Name, kind, comment)
		} else {
			p.line("    .%s\t%s", f.Name, kind)
		}
	}
	p.flush()
	p.line("")
}

// A typeSource is what page.go says of a type.
type typeSource struct {
	doc    string
	fields map[string]string
}

func parsePageSource() (map[string]typeSource, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "page.go", plan.PageSource, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	out := map[string]typeSource{}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.TypeSpec)
			said := typeSource{strings.Join(strings.Fields(decl.Doc.Text()), " "), map[string]string{}}
			if st, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range st.Fields.List {
					for _, name := range f.Names {
						said.fields[name.Name] = strings.Join(strings.Fields(f.Comment.Text()), " ")
					}
				}
			}
			out[spec.Name.Name] = said
		}
	}
	return out, nil
}
