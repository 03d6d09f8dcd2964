package markdown

import (
	"bytes"
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// commonMark is the one parser of all bodies. It knows no Options: they only
// change how its tree is written.
var commonMark = sync.OnceValue(func() parser.Parser {
	inlines := []util.PrioritizedValue{
		util.Prioritized(extension.NewFootnoteParser(), 101),
		util.Prioritized(wikiParser{}, 150),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
	}
	inlines = append(inlines, parser.DefaultInlineParsers()...)
	for i := range inlines {
		inlines[i].Value = bound(inlines[i].Value.(parser.InlineParser))
	}
	blocks := append(parser.DefaultBlockParsers(), util.Prioritized(extension.NewFootnoteBlockParser(), 999))
	p := parser.NewParser(
		parser.WithBlockParsers(blocks...),
		parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(paragraphGuard{}, 0))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
	)
	// The table's own parsers are not all exported, so it is asked to add itself.
	extension.Table.Extend(goldmark.New(goldmark.WithParser(p)))
	return p
})

// Convert turns a body into its parts and its HTML with holes. It takes time in
// proportion to the body's size: a body that would take more is a Fault, and its
// Pieces are empty.
func Convert(src []byte, opt Options) (Parts, Pieces) { return ConvertInto(nil, src, opt) }

// ConvertInto is Convert for those who have memory to reuse: it appends the pieces to dst.
func ConvertInto(dst, src []byte, opt Options) (Parts, Pieces) {
	src = clean(src)
	if f, ok := tooMuch(src); ok {
		return Parts{Faults: []Fault{f}}, append(dst, empty...)
	}
	return convert(dst, src, opt)
}

func convert(dst, src []byte, opt Options) (parts Parts, pieces Pieces) {
	w := writers.Get().(*writer)
	defer func() {
		if r := recover(); r != nil {
			// The only way to stop goldmark is to panic in a parser it calls. Whatever
			// else panics on a body must not take the other 100,000 with it.
			f, ok := r.(Fault)
			if !ok {
				f = Fault{Rule: tooDeep, Text: fmt.Sprintf("the body cannot be converted: %v", r), Hint: "simplify its markup"}
			}
			parts, pieces = Parts{Faults: []Fault{f}}, append(dst, empty...)
			return // w may be in any state, and is not used again
		}
		writers.Put(w)
	}()
	return w.document(dst, src, opt, parse(src))
}

func parse(src []byte) *ast.Document {
	budget := newBudget(src)
	pc := parser.NewContext()
	pc.Set(budgetKey, budget)
	return commonMark().Parse(&countingReader{text.NewReader(src), budget}, parser.WithContext(pc)).(*ast.Document)
}

// clean replaces what no page or feed may hold, bytes that are not UTF-8 and
// control characters, by U+FFFD. Columns, counted in characters, stay.
func clean(src []byte) []byte {
	fine := true
	for _, c := range src {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c >= 0x7f {
			fine = false
			break
		}
	}
	if fine {
		return src
	}
	if utf8.Valid(src) && bytes.IndexFunc(src, forbidden) < 0 {
		return src
	}
	out := make([]byte, 0, len(src)+16)
	for len(src) > 0 {
		r, n := utf8.DecodeRune(src)
		if forbidden(r) {
			r = utf8.RuneError
		}
		out = utf8.AppendRune(out, r)
		src = src[n:]
	}
	return out
}

// forbidden reports whether r may not stand in HTML or XML at all.
func forbidden(r rune) bool {
	switch {
	case r == '\n', r == '\t', r == '\r':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0:
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe, r >= 0xd800 && r < 0xe000, r > utf8.MaxRune:
		return true
	}
	return false
}
