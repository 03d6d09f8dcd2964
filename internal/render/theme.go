package render

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"

	"pressbox/internal/digest"
	"pressbox/internal/meta"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// pages are the files of templates/ that stand for a kind of page.
var pages = []string{
	"404.html", "author.html", "home.html", "list.html", "page.html", "player.html", "post.html",
	"search.html", "source.html", "story.html", "tag.html", "team.html",
}

const (
	folder   = "templates"
	base     = "base.html"
	cardFile = "partials/card.html"
)

// A Theme is parsed templates and words, ready for any plan.
type Theme struct {
	program digest.Digest
	sources map[string]*source // by file name below templates/: base.html, partials/card.html
	words   *words
	sum     digest.Digest // of everything above

	// What follows from the above.
	scopes  map[string]scope    // by page; that of frames, cards and parts under ""
	circles map[string]*Failure // frames, cards and parts that contain themselves, one at least of each circle: they would never end
	reaches map[string]reach    // by page, and by name for frames, cards and parts
	frames  []string            // the names of frames, in order
	parts   []string            // the names of parts and the card's, in order
}

// A source is one template file.
type source struct {
	name   string
	text   string
	digest digest.Digest
	trees  map[string]*parse.Tree // what it defines, under its own name and those of its define and block actions; nil when it is broken
	uses   map[string]uses        // what each of them asks for
	fault  *Failure               // why it is broken
}

// place returns where in a file n stands.
func (s *source) place(n parse.Node) (line, column int) {
	before := s.text[:min(int(n.Position()), len(s.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + len([]rune(before[start:]))
}

func (s *source) file() string { return path.Join(folder, s.name) }

// Parse reads the templates of a site in its language. layers are folders that
// hold templates/ (base.html, a file for each kind of page, partials/…,
// strings.yaml), the site's own first and the default theme last: a file of an
// earlier layer stands for one of a later, and strings.yaml is laid over key by
// key. program names the version of the program that renders. The theme can be
// used in spite of problems: what is broken fails when it is rendered. The error is
// trouble with the machine.
func Parse(language, program string, layers ...fs.FS) (*Theme, problem.List, error) {
	t := &Theme{program: digest.Of([]byte(program)), sources: map[string]*source{}}
	var problems problem.List
	var words []meta.Value
	for _, layer := range layers {
		if layer == nil {
			continue
		}
		err := fs.WalkDir(layer, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				if name == folder && errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				return err
			}
			if entry.IsDir() {
				if strings.HasPrefix(entry.Name(), ".") {
					return fs.SkipDir
				}
				return nil
			}
			short := strings.TrimPrefix(name, folder+"/")
			if strings.HasPrefix(entry.Name(), ".") || t.sources[short] != nil {
				return nil
			}
			if !known(short) && short != "strings.yaml" {
				problems = append(problems, unknownFile(name, short))
				return nil
			}
			if info, err := fs.Stat(layer, name); err != nil || !info.Mode().IsRegular() {
				problems = append(problems, problem.New(problem.BadFile, name, 0, 0, "the file cannot be read", "put a plain file in its place"))
				return nil
			}
			text, err := fs.ReadFile(layer, name)
			if err != nil {
				return err
			}
			if short == "strings.yaml" {
				v, found := meta.ParseYAML(name, text, 1)
				problems = append(problems, found...)
				words = append(words, v)
				return nil
			}
			s := parseSource(short, string(text))
			if s.fault != nil {
				problems = append(problems, s.fault.Problem)
			}
			t.sources[short] = s
			return nil
		})
		if err != nil {
			return nil, problems, fmt.Errorf("templates: %w", err)
		}
	}
	slices.Reverse(words)
	t.words = readWords(language, words, &problems)
	t.resolve()
	problems = append(problems, t.check()...)

	sum := digest.Digest{}
	for _, name := range slices.Sorted(maps.Keys(t.sources)) {
		sum = chain(sum, t.sources[name].digest, digest.Of([]byte(name)))
	}
	t.sum = chain(sum, t.program, t.words.digest)
	return t, problems.Sort(), nil
}

// Digest tells themes apart: two with one digest make the same bytes.
func (t *Theme) Digest() digest.Digest { return t.sum }

// chain returns the digest of digests.
func chain(parts ...digest.Digest) digest.Digest {
	buf := make([]byte, 0, len(parts)*len(digest.Digest{}))
	for _, p := range parts {
		buf = append(buf, p[:]...)
	}
	return digest.Of(buf)
}

func known(name string) bool {
	return name == base || slices.Contains(pages, name) || strings.HasPrefix(name, "partials/") && path.Ext(name) == ".html"
}

func unknownFile(file, short string) problem.Problem {
	hint := didYouMean(short, append(slices.Clone(pages), base, "strings.yaml", cardFile))
	if hint == "" {
		hint = "parts of pages lie in templates/partials/ and end in .html"
	}
	return problem.New(problem.UnknownTemplate, file, 0, 0, fmt.Sprintf("no page is made from %q", short), hint)
}

func parseSource(name, text string) *source {
	s := &source{name: name, text: text, digest: digest.Of([]byte(text)), trees: map[string]*parse.Tree{}, uses: map[string]uses{}}
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck // check names all of them, with their columns
	if _, err := tree.Parse(text, "", "", s.trees); err != nil {
		s.trees = nil
		s.fault = &Failure{Problem: s.syntaxProblem(err)}
		return s
	}
	for name, tree := range s.trees {
		s.uses[name] = usesOf(tree)
	}
	return s
}

// shared returns the files whose templates every page, frame, card and part may use:
// base.html and the partials, in order of name.
func (t *Theme) shared() []*source {
	var out []*source
	for _, name := range slices.Sorted(maps.Keys(t.sources)) {
		if !slices.Contains(pages, name) {
			out = append(out, t.sources[name])
		}
	}
	return out
}

// A scope is the templates that a page sees by name: its own, then the shared
// ones. The scope of frames, cards and parts has no page.
type scope map[string]*source

// resolve makes scopes and reaches, once all files are read.
func (t *Theme) resolve() {
	shared := scope{}
	frames, parts := map[string]bool{}, map[string]bool{cardFile: true}
	for _, s := range t.shared() {
		for name := range s.trees {
			if other := shared[name]; other == nil || parse.IsEmptyTree(other.trees[name].Root) {
				shared[name] = s
			}
		}
	}
	t.scopes = map[string]scope{"": shared}
	for _, s := range t.sources {
		for _, u := range s.uses {
			for _, r := range u.frames {
				frames[r.name] = true
			}
			for _, r := range u.parts {
				parts[r.name] = true
			}
		}
	}
	t.frames = slices.Sorted(maps.Keys(frames))
	t.parts = slices.Sorted(maps.Keys(parts))
	t.findCircles()
	t.reaches = map[string]reach{}
	for _, name := range slices.Concat(t.frames, t.parts) {
		t.reaches[name] = t.reach("", name)
	}
	for _, page := range pages {
		t.scopes[page] = t.scope(page)
		t.reaches[page] = t.reach(page, base)
	}
}

func (t *Theme) scope(page string) scope {
	sc := maps.Clone(t.scopes[""])
	if s := t.sources[page]; s != nil {
		for name, tree := range s.trees {
			if sc[name] == nil || !parse.IsEmptyTree(tree.Root) {
				sc[name] = s
			}
		}
	}
	return sc
}

// set builds the executable templates of a page, or of frames, cards and parts when page
// is empty. It is not escaped yet, which html/template does when it first executes.
func (t *Theme) set(page string, funcs template.FuncMap) (*template.Template, error) {
	root := template.New("").Funcs(funcs)
	trees := map[string]*parse.Tree{}
	for name, s := range t.scopes[page] {
		trees[name] = counted(s.trees[name])
	}
	if page != "" {
		t.spellOut(page, trees)
	}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if _, err := root.AddParseTree(name, trees[name]); err != nil {
			return nil, err
		}
	}
	return root, nil
}

// counted returns a copy of tree in which each turn of a {{range}} writes something,
// if only an empty text, so that one whose body writes nothing comes to an end, too.
func counted(tree *parse.Tree) *parse.Tree {
	tree = tree.Copy()
	walk(tree.Root, func(n parse.Node) {
		if r, ok := n.(*parse.RangeNode); ok {
			r.List.Nodes = slices.Insert(r.List.Nodes, 0, parse.Node(&parse.TextNode{NodeType: parse.NodeText, Pos: r.Pos}))
		}
	})
	return tree
}

// check looks for the mistakes that can be seen without any data.
func (t *Theme) check() problem.List {
	var problems problem.List
	broken := false
	report := func(s *source, n parse.Node, rule, text, hint string) {
		line, column := s.place(n)
		problems = append(problems, problem.New(rule, s.file(), line, column, text, hint))
	}
	names := functionNames()
	for _, s := range t.sources {
		broken = broken || s.fault != nil
		for _, u := range s.uses {
			for _, r := range u.functions {
				if !slices.Contains(names, r.name) {
					report(s, r.node, problem.BrokenTemplate, fmt.Sprintf("unknown function %q", r.name), didYouMeanOr(r.name, names, "pressbox help templates lists them"))
				}
			}
			for _, r := range u.unnamed {
				report(s, r.node, problem.BrokenTemplate, fmt.Sprintf("%s needs its name written out", r.name), fmt.Sprintf("write {{%s \"…\"}}, so that it is known what the page depends on", r.name))
			}
			for _, r := range u.words {
				if !t.words.has(r.name) {
					report(s, r.node, problem.MissingWords, fmt.Sprintf("no words for %q in %s", r.name, wordsFile), didYouMeanOr(r.name, t.words.keys(), "add it to "+wordsFile))
				}
			}
		}
	}
	// One name for two templates would make it a matter of order which is taken.
	first := map[string]*source{}
	for _, s := range t.shared() {
		for name, tree := range s.trees {
			other := first[name]
			if other == nil {
				first[name] = s
			} else if !parse.IsEmptyTree(tree.Root) && !parse.IsEmptyTree(other.trees[name].Root) {
				report(s, tree.Root, problem.BrokenTemplate, fmt.Sprintf("template %q is defined in %s too", name, other.file()), "give one of them another name")
			}
		}
	}
	if broken {
		return problems // names that are missing may be in the broken file
	}
	for _, page := range append([]string{""}, pages...) {
		if page != "" && (t.sources[page] == nil || t.sources[base] == nil) {
			continue
		}
		sc := t.scopes[page]
		for name, s := range sc {
			if page == "" && s.name == base {
				continue // asks for templates that pages define
			}
			for _, r := range slices.Concat(s.uses[name].templates, s.uses[name].frames, s.uses[name].parts) {
				if sc[r.name] != nil {
					continue
				}
				if page != "" && s.name == base && r.name == "main" {
					problems = append(problems, problem.New(problem.BrokenTemplate, path.Join(folder, page), 0, 0, `no template "main" is defined`, `put the page between {{define "main"}} and {{end}}`))
					continue
				}
				report(s, r.node, problem.BrokenTemplate, fmt.Sprintf("no template %q", r.name), didYouMean(r.name, slices.Collect(maps.Keys(sc))))
			}
		}
	}
	for _, f := range t.circles {
		problems = append(problems, f.Problem)
	}
	return append(problems, t.checkFields()...)
}

// findCircles finds frames, cards and parts that contain themselves.
func (t *Theme) findCircles() {
	t.circles = map[string]*Failure{}
	sc := t.scopes[""]
	done := map[string]bool{}
	var visit func(unit string, above []string)
	visit = func(unit string, above []string) {
		if done[unit] {
			return
		}
		sc.reach(unit, func(s *source, u uses) {
			for _, r := range u.units() {
				switch {
				case slices.Contains(above, r.name) || r.name == unit:
					line, column := s.place(r.node)
					t.circles[r.name] = &Failure{problem.New(problem.BrokenTemplate, s.file(), line, column, fmt.Sprintf("%q contains itself", r.name), "take it out of its own template")}
				case sc[r.name] != nil:
					visit(r.name, append(slices.Clone(above), unit))
				}
			}
		})
		done[unit] = true
	}
	for _, file := range slices.Sorted(maps.Keys(t.sources)) {
		s := t.sources[file]
		for _, name := range slices.Sorted(maps.Keys(s.uses)) {
			for _, r := range s.uses[name].units() {
				if sc[r.name] != nil {
					visit(r.name, nil)
				}
			}
		}
	}
}

// reach calls visit for name and each template it includes, once each.
func (sc scope) reach(name string, visit func(*source, uses)) {
	seen := map[string]bool{}
	var walk func(string)
	walk = func(name string) {
		s := sc[name]
		if s == nil || seen[name] {
			return
		}
		seen[name] = true
		visit(s, s.uses[name])
		for _, r := range s.uses[name].templates {
			walk(r.name)
		}
	}
	walk(name)
}

// A reach is everything that the bytes of a template depend on besides data.
type reach struct {
	files   []*source // in order of name
	statics []static  // in order of name, each once
	broken  *Failure  // of a file among files
	need    plan.Need
}

// A static is a static file that a template names.
type static struct {
	name string
	by   *source
	node parse.Node
}

// reach follows unit as page sees it through templates, frames, cards and parts.
func (t *Theme) reach(page, unit string) reach {
	var out reach
	files := map[string]*source{}
	statics := map[string]static{}
	units := map[string]bool{}
	var follow func(sc scope, name string)
	follow = func(sc scope, name string) {
		sc.reach(name, func(s *source, u uses) {
			files[s.name] = s
			out.need = out.need.With(u.need)
			for _, r := range u.statics {
				if _, ok := statics[r.name]; !ok {
					statics[r.name] = static{r.name, s, r.node}
				}
			}
			for _, r := range u.units() {
				if !units[r.name] {
					units[r.name] = true
					if circle := t.circles[r.name]; circle != nil {
						out.broken = circle
					}
					follow(t.scopes[""], r.name)
				}
			}
		})
	}
	if page != "" {
		if s := t.sources[page]; s != nil {
			files[page] = s // even if base.html asks for nothing of it
		}
	}
	follow(t.scopes[page], unit)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out.files = append(out.files, files[name])
	}
	out.statics = slices.SortedFunc(maps.Values(statics), func(a, b static) int { return cmp.Compare(a.name, b.name) })
	// A broken file takes all pages down that could include it.
	for _, s := range t.shared() {
		if s.fault != nil {
			out.broken = s.fault
			out.files = append(out.files, s)
		}
	}
	if s := t.sources[page]; s != nil && s.fault != nil {
		out.broken = s.fault
	}
	return out
}
