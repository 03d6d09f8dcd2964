package render

import (
	"bytes"
	"errors"
	"html/template"
	"text/template/parse"
)

// fold puts text in the place of every action of a page's templates that prints the same on
// each page: one that asks for the site, words, static files and frames alone. An action costs
// some calls by reflection, text costs a copy. One that fails is left, to fail at its place.
//
// That is right for pages because they are only executed from base: what is escaped once for
// the place where it stands is in no other. The templates of frames, cards and parts, which
// begin anywhere, are left as they are.
func fold(set *template.Template) {
	top := set.Lookup(base)
	if top == nil {
		return
	}
	// Only html/template's first execution adds what escapes an action.
	err := set.ExecuteTemplate(&bounded{to: new(bytes.Buffer)}, base, nil)
	if unsafe := (*template.Error)(nil); errors.As(err, &unsafe) {
		return
	}
	whole := top.Tree.Root.Nodes
	printed := func(n parse.Node) ([]byte, bool) {
		top.Tree.Root.Nodes = []parse.Node{n}
		defer func() { top.Tree.Root.Nodes = whole }()
		var out bytes.Buffer
		err := set.ExecuteTemplate(bound(&out), base, nil)
		return out.Bytes(), err == nil
	}
	seen := map[string]bool{}
	var reach func(name string)
	reach = func(name string) {
		t := set.Lookup(name) // nil for a template as it is escaped for another context than text
		if t == nil || seen[name] {
			return
		}
		seen[name] = true
		walk(t.Tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				reach(n.Name)
			case *parse.ListNode:
				for i, child := range n.Nodes {
					if action, ok := child.(*parse.ActionNode); ok && constant(action.Pipe) {
						if text, ok := printed(action); ok {
							n.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: action.Pos, Text: text}
						}
					}
				}
			}
		})
	}
	reach(base)
}

// constant reports whether a pipeline depends on neither dot nor a variable, and sets none.
func constant(n parse.Node) bool {
	is := true
	walk(n, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.PipeNode:
			is = is && len(n.Decl) == 0
		case *parse.CommandNode, *parse.ChainNode, *parse.IdentifierNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode, *parse.NilNode:
		default:
			is = false
		}
	})
	return is
}
