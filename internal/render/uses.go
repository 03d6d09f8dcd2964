package render

import (
	"slices"
	"text/template/parse"

	"pressbox/internal/plan"
)

// uses are what one template asks for by name.
type uses struct {
	templates []ref // {{template "x"}}
	frames    []ref // {{frame "x"}}
	cards     []ref // {{card .}}, under the name of the card's file
	parts     []ref // {{part "x" .}}
	statics   []ref // {{static "x"}}
	words     []ref // {{t "x"}}, {{tn "x"}}
	functions []ref // every function called
	unnamed   []ref // a frame, part or static file whose name is not written out
	need      plan.Need
}

// A ref is a name with the node that says it.
type ref struct {
	name string
	node parse.Node
}

// units returns what is executed by itself.
func (u uses) units() []ref { return slices.Concat(u.frames, u.cards, u.parts) }

func usesOf(tree *parse.Tree) uses {
	var u uses
	given := map[parse.Node]bool{} // to card
	walk(tree.Root, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.FieldNode:
			u.fields(n.Ident, given[n])
		case *parse.VariableNode:
			u.fields(n.Ident[1:], given[n])
		case *parse.ChainNode:
			u.fields(n.Field, given[n])
		case *parse.TemplateNode:
			u.templates = append(u.templates, ref{n.Name, n})
		case *parse.IdentifierNode:
			u.functions = append(u.functions, ref{n.Ident, n})
			if n.Ident == "card" {
				u.cards = append(u.cards, ref{cardFile, n})
			}
		case *parse.CommandNode:
			u.command(n)
			if id, ok := n.Args[0].(*parse.IdentifierNode); ok && id.Ident == "card" {
				for _, a := range n.Args {
					given[a] = true
				}
			}
		}
	})
	return u
}

// fields notes what is asked for. given says that it goes to card, which makes whole what it
// needs.
func (u *uses) fields(names []string, given bool) {
	if n := len(names) - 1; given && n >= 0 && names[n] == "Card" {
		names = names[:n]
	}
	u.need.Ask(names...)
}

// command notes the literal first argument of frame, part, static, t and tn.
func (u *uses) command(n *parse.CommandNode) {
	for i, arg := range n.Args {
		id, ok := arg.(*parse.IdentifierNode)
		if !ok {
			continue
		}
		name, literal := "", false
		var at parse.Node = id
		if i == 0 && len(n.Args) > 1 {
			if s, ok := n.Args[1].(*parse.StringNode); ok {
				name, literal, at = s.Text, true, s
			}
		}
		switch {
		case id.Ident == "frame" && literal:
			u.frames = append(u.frames, ref{name, at})
		case id.Ident == "static" && literal:
			u.statics = append(u.statics, ref{name, at})
		case id.Ident == "part" && literal:
			u.parts = append(u.parts, ref{name, at})
		case id.Ident == "frame" || id.Ident == "part" || id.Ident == "static":
			u.unnamed = append(u.unnamed, ref{id.Ident, at})
		case (id.Ident == "t" || id.Ident == "tn") && literal:
			u.words = append(u.words, ref{name, at})
		}
	}
}

// walk calls visit for n and every node below it.
func walk(n parse.Node, visit func(parse.Node)) {
	if n == nil {
		return
	}
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, visit)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		visit(n)
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		visit(n)
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		visit(n)
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.PipeNode:
		if n == nil {
			return
		}
		visit(n)
		for _, c := range n.Cmds {
			walk(c, visit)
		}
	case *parse.CommandNode:
		visit(n)
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.ChainNode:
		visit(n)
		walk(n.Node, visit)
	default:
		visit(n)
	}
}
