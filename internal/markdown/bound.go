package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Limits of a body. The longest novel has about 3 MB; a post of 350 words has 2 kB.
const (
	maxSize      = 1 << 20 // bytes of a body
	maxDepth     = 100     // of blocks within blocks, and of emphasis within links within …
	maxFootnotes = 2000    // goldmark compares each reference with each note
	maxPipes     = 2000    // escaped pipes; goldmark compares each with each
	maxCells     = 200_000 // of one table; a short row is filled up with cells
	maxReference = 2000    // lines of a paragraph that begins like a reference; goldmark copies the rest for each
)

// tooMuch looks for what need not even be parsed.
func tooMuch(src []byte) (Fault, bool) {
	if len(src) > maxSize {
		return Fault{
			Rule: tooLarge, Text: fmt.Sprintf("the body has %d bytes, more than the %d that are converted", len(src), maxSize),
			Hint: "split it into several posts",
		}, true
	}
	if n := bytes.Count(src, []byte("[^")); n > maxFootnotes {
		return Fault{Rule: tooLarge, Text: fmt.Sprintf("the body has %d footnotes, more than %d", n, maxFootnotes), Hint: "split it into several posts"}, true
	}
	if n := bytes.Count(src, []byte(`\|`)); n > maxPipes {
		return Fault{Rule: tooLarge, Text: fmt.Sprintf("the body has %d escaped pipes, more than %d", n, maxPipes), Hint: "split it into several posts"}, true
	}
	return Fault{}, false
}

// A budget counts the work that parsing one body takes, at worst. goldmark is
// quadratic on several inputs of a few kilobytes and cannot be stopped from
// outside, so its parsers are called through wrappers that count, and panic with
// a Fault when the budget is spent. A unit is about a nanosecond.
type budget struct {
	left   int
	block  ast.Node // the leaf block being parsed
	length int      // of it, in bytes
	delims int      // delimiters met in it
	copied int      // bytes that references repeat
	src    []byte
}

var budgetKey = parser.NewContextKey()

func newBudget(src []byte) *budget {
	return &budget{left: 1<<26 + 64*len(src), src: src}
}

func (b *budget) spend(n int, at int) {
	b.left -= n
	if b.left < 0 {
		line, column := place(b.src, at)
		panic(Fault{
			Rule: tooDeep, Line: line, Column: column, Text: "the markup of the body is nested too deeply to be converted in reasonable time",
			Hint: "look for repeated brackets or markers here",
		})
	}
}

// A countingReader counts the lines that block parsers look at: each of them looks
// at the rest of its line, once for every container that is open.
type countingReader struct {
	text.Reader
	*budget
}

func (r *countingReader) PeekLine() ([]byte, text.Segment) {
	line, segment := r.Reader.PeekLine()
	r.spend(len(line)+16, segment.Start)
	return line, segment
}

// bound returns p with its work counted.
func bound(p parser.InlineParser) parser.InlineParser {
	b := boundParser{p}
	if c, ok := p.(parser.CloseBlocker); ok {
		return boundCloser{b, c}
	}
	return b
}

type boundParser struct{ parser.InlineParser }

type boundCloser struct {
	boundParser
	parser.CloseBlocker
}

func (p boundParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	b := pc.Get(budgetKey).(*budget)
	line, segment := block.PeekLine()
	if b.block != parent {
		b.block, b.delims, b.length = parent, 0, 0
		if lines := parent.Lines(); lines.Len() > 0 {
			b.length = lines.At(lines.Len()-1).Stop - lines.At(0).Start
		}
	}
	cost := b.length // each may look at the whole block for what closes it
	if len(line) > 0 {
		switch line[0] {
		case '*', '_', '~': // only at the delimiters before it
			b.delims++
			cost = 4 * b.delims
		case '<': // with a regular expression
			cost *= 16
		}
	}
	b.spend(cost, segment.Start)
	n := p.InlineParser.Parse(parent, block, pc)
	if link, ok := n.(*ast.Link); ok && link.Reference != nil {
		b.repeat(link.Destination, link.Title, segment.Start)
	} else if image, ok := n.(*ast.Image); ok && image.Reference != nil {
		b.repeat(image.Destination, image.Title, segment.Start)
	}
	return n
}

// repeat bounds what a short reference to a long address adds up to.
func (b *budget) repeat(dest, title []byte, at int) {
	b.copied += len(dest) + len(title)
	if b.copied > 4*maxSize {
		line, column := place(b.src, at)
		panic(Fault{Rule: tooLarge, Line: line, Column: column, Text: "references repeat more than can be converted", Hint: "shorten the addresses that are referred to"})
	}
}

// paragraphGuard runs before the transformers that look for references and tables.
type paragraphGuard struct{}

func (paragraphGuard) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	n := lines.Len()
	if n == 0 {
		return
	}
	src := reader.Source()
	first := lines.At(0)
	head := bytes.TrimLeft(src[first.Start:first.Stop], " \t")
	b := pc.Get(budgetKey).(*budget)
	if n > maxReference && len(head) > 0 && head[0] == '[' {
		b.spend(n*n/4, first.Start)
	}
	if n < 2 {
		return
	}
	widest := 0
	for i := range n {
		l := lines.At(i)
		line := src[l.Start:l.Stop]
		if pipes := bytes.Count(line, []byte("|")); pipes > widest {
			widest = pipes
		}
	}
	if widest*n > maxCells {
		line, column := place(src, first.Start)
		panic(Fault{Rule: tooLarge, Line: line, Column: column, Text: fmt.Sprintf("a table of up to %d cells is more than can be converted", widest*n), Hint: "split the table"})
	}
}
