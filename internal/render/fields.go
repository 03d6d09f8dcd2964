package render

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/template/parse"

	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// A fieldCheck follows the types of data through templates, to find names that no
// data will ever have in branches that today's data does not take. It reports
// only what is certain: where a type is not known, nothing is said.
type fieldCheck struct {
	theme   *Theme
	scope   scope
	results map[string]reflect.Type // of functions, where it says something
	done    map[visit]bool
	missing map[fault][]string      // the types that lack it
	parts   map[part]bool           // what is given to part
	spelled map[parse.Node][]string // names of fields with those of embedded structs between; nil when nobody asks
}

func newFieldCheck(t *Theme) *fieldCheck {
	c := &fieldCheck{theme: t, results: map[string]reflect.Type{}, done: map[visit]bool{}, missing: map[fault][]string{}, parts: map[part]bool{}}
	for _, f := range functionTable() {
		if result := reflect.TypeOf(f.bind(&Renderer{theme: t})).Out(0); result.Kind() != reflect.Interface {
			c.results[f.name] = result
		}
	}
	return c
}

// spellOut puts the names of embedded structs between those of fields where a page's
// templates leave them out, for reflection takes long to find what is embedded.
func (t *Theme) spellOut(page string, trees map[string]*parse.Tree) {
	c := newFieldCheck(t)
	c.scope, c.spelled = scope{}, map[parse.Node][]string{}
	all := &source{trees: trees}
	for name := range trees {
		c.scope[name] = all
	}
	c.template(base, pageTypes()[page])
	for n, names := range c.spelled {
		switch n := n.(type) {
		case *parse.FieldNode:
			n.Ident = names
		case *parse.VariableNode:
			n.Ident = append(n.Ident[:1:1], names...)
		case *parse.ChainNode:
			n.Field = names
		}
	}
}

// spell takes down the names that n may have besides its own. Where a template has dots
// of several types, those are its own.
func (c *fieldCheck) spell(n parse.Node, own, names []string) {
	if c.spelled == nil {
		return
	}
	if other, ok := c.spelled[n]; ok && !slices.Equal(other, names) {
		names = own
	}
	c.spelled[n] = names
}

// A part is a template that is executed by itself, with the type of its dot.
type part struct {
	name string
	dot  reflect.Type
}

// A visit is a template with the type of its dot.
type visit struct {
	source *source
	name   string
	dot    reflect.Type
}

// A fault is a name that is not there, where it is used.
type fault struct {
	source *source
	node   parse.Node
	field  string
}

// checkFields reports names that are not in the data, each once.
func (t *Theme) checkFields() problem.List {
	c := newFieldCheck(t)
	types := pageTypes()
	for _, page := range pages {
		if t.sources[page] != nil {
			c.start(page, base, types[page])
		}
	}
	c.start("", cardFile, reflect.TypeFor[plan.Card]())
	for _, name := range t.frames {
		c.start("", name, reflect.TypeFor[plan.Site]())
	}
	for done := map[part]bool{}; len(done) < len(c.parts); {
		for p := range maps.Clone(c.parts) { // which may name more of them
			if !done[p] {
				done[p] = true
				c.start("", p.name, p.dot)
			}
		}
	}
	var problems problem.List
	for f, in := range c.missing {
		slices.Sort(in)
		in = slices.Compact(in)
		where := in[0]
		if len(in) > 1 {
			where = fmt.Sprintf("%s and %d more", in[0], len(in)-1)
		}
		line, column := f.source.place(f.node)
		problems = append(problems, problem.New(problem.BrokenTemplate, f.source.file(), line, column,
			fmt.Sprintf("there is no %q in %s", f.field, where), didYouMeanOr(f.field, fieldsOf(in[0]), "pressbox help templates lists what there is")))
	}
	return problems
}

func (c *fieldCheck) start(page, name string, dot reflect.Type) {
	c.scope, c.done = c.theme.scopes[page], map[visit]bool{}
	c.template(name, dot)
}

// template checks the template of that name with a dot of that type; nil is unknown.
func (c *fieldCheck) template(name string, dot reflect.Type) {
	s := c.scope[name]
	if s == nil || c.done[visit{s, name, dot}] {
		return
	}
	c.done[visit{s, name, dot}] = true
	body := &fieldBody{fieldCheck: c, source: s, vars: map[string]reflect.Type{"$": dot}, assigned: map[string]bool{}}
	walk(s.trees[name].Root, func(n parse.Node) {
		if p, ok := n.(*parse.PipeNode); ok && p.IsAssign {
			for _, v := range p.Decl {
				body.assigned[v.Ident[0]] = true
			}
		}
	})
	body.list(s.trees[name].Root, dot)
}

// A fieldBody is one template being checked.
type fieldBody struct {
	*fieldCheck
	source   *source
	vars     map[string]reflect.Type
	assigned map[string]bool // variables that change, whose type is not followed
}

func (b *fieldBody) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			b.pipe(n.Pipe, dot)
		case *parse.IfNode:
			outer := b.scopeVars()
			b.pipe(n.Pipe, dot)
			b.list(n.List, dot)
			b.list(n.ElseList, dot)
			b.vars = outer
		case *parse.WithNode:
			outer := b.scopeVars()
			b.list(n.List, b.pipe(n.Pipe, dot))
			b.list(n.ElseList, dot)
			b.vars = outer
		case *parse.RangeNode:
			outer := b.scopeVars()
			b.list(n.List, b.rangeOver(n.Pipe, dot))
			b.list(n.ElseList, dot)
			b.vars = outer
		case *parse.TemplateNode:
			b.template(n.Name, b.pipe(n.Pipe, dot))
		}
	}
}

// scopeVars lets what follows declare variables that end with it, and returns the
// ones to go back to.
func (b *fieldBody) scopeVars() map[string]reflect.Type {
	outer := b.vars
	b.vars = maps.Clone(outer)
	return outer
}

// rangeOver returns the type of dot inside a range.
func (b *fieldBody) rangeOver(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	over := b.commands(p, dot)
	var key, elem reflect.Type
	if over = pointed(over); over != nil {
		switch over.Kind() {
		case reflect.Slice, reflect.Array:
			key, elem = reflect.TypeFor[int](), over.Elem()
		case reflect.Map:
			key, elem = over.Key(), over.Elem()
		}
	}
	switch len(p.Decl) {
	case 1:
		b.declare(p.Decl[0], elem)
	case 2:
		b.declare(p.Decl[0], key)
		b.declare(p.Decl[1], elem)
	}
	return certain(elem)
}

// pipe returns the type of a pipeline's value and takes down what it declares.
func (b *fieldBody) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	if p == nil {
		return nil
	}
	t := b.commands(p, dot)
	for _, v := range p.Decl {
		b.declare(v, t)
	}
	return t
}

func (b *fieldBody) declare(v *parse.VariableNode, t reflect.Type) {
	if b.assigned[v.Ident[0]] {
		t = nil
	}
	b.vars[v.Ident[0]] = certain(t)
}

func (b *fieldBody) commands(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var t reflect.Type
	for _, c := range p.Cmds {
		t = b.command(c, dot)
	}
	return t
}

func (b *fieldBody) command(c *parse.CommandNode, dot reflect.Type) reflect.Type {
	var last reflect.Type
	for _, a := range c.Args[1:] {
		last = b.value(a, dot)
	}
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok && id.Ident == "part" && len(c.Args) == 3 {
		if name, ok := c.Args[1].(*parse.StringNode); ok {
			b.parts[part{name.Text, last}] = true
		}
	}
	return b.value(c.Args[0], dot)
}

func (b *fieldBody) value(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return b.fields(n, dot, n.Ident)
	case *parse.VariableNode:
		return b.fields(n, b.vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return b.fields(n, b.value(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return b.pipe(n, dot)
	case *parse.IdentifierNode:
		return b.results[n.Ident]
	}
	return nil
}

// fields follows names from t, and reports the first that is not there.
func (b *fieldBody) fields(n parse.Node, t reflect.Type, names []string) reflect.Type {
	var whole []string
	for i, name := range names {
		t = pointed(t)
		if t == nil || t.Kind() != reflect.Struct {
			b.spell(n, names, append(whole, names[i:]...))
			return nil // a map of any keys, or nothing that is known
		}
		f, ok := t.FieldByName(name)
		if !ok {
			at := fault{b.source, n, name}
			b.missing[at] = append(b.missing[at], t.Name())
			b.spell(n, names, names)
			return nil
		}
		for i := range f.Index { // one for each struct that f is embedded in, and f
			whole = append(whole, t.FieldByIndex(f.Index[:i+1]).Name)
		}
		t = certain(f.Type)
	}
	b.spell(n, names, whole)
	return t
}

// pointed returns what t points to.
func pointed(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// certain returns nil for a type that says nothing.
func certain(t reflect.Type) reflect.Type {
	if t == nil || t.Kind() == reflect.Interface {
		return nil
	}
	return t
}
