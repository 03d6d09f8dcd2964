package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A wiki is [[Name]] or [[Name|text]].
type wiki struct {
	ast.BaseInline
	name, text text.Segment // text is the name when none is given
}

var kindWiki = ast.NewNodeKind("Wiki")

func (w *wiki) Kind() ast.NodeKind            { return kindWiki }
func (w *wiki) Dump(source []byte, level int) { ast.DumpHelper(w, source, level, nil, nil) }

// maxName is longer than any name; what is longer was not meant as one.
const maxName = 300

// A wikiParser reads wiki links. They stand on one line, and hold no brackets.
type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) < 5 || line[1] != '[' || segment.Padding != 0 {
		return nil
	}
	end := bytes.IndexAny(line[2:min(len(line), maxName)], "[]\n\r")
	if end < 0 || !bytes.HasPrefix(line[2+end:], []byte("]]")) {
		return nil
	}
	whole := text.NewSegment(segment.Start+2, segment.Start+2+end)
	name, shown := whole, whole
	if bar := bytes.IndexByte(line[2:2+end], '|'); bar >= 0 {
		name = text.NewSegment(whole.Start, whole.Start+bar)
		shown = text.NewSegment(whole.Start+bar+1, whole.Stop)
		if bar > 0 && line[2+bar-1] == '\\' { // so it is written within a table
			name.Stop--
		}
	}
	name, shown = trim(name, block.Source()), trim(shown, block.Source())
	if name.Len() == 0 {
		return nil
	}
	if shown.Len() == 0 {
		shown = name
	}
	block.Advance(2 + end + 2)
	return &wiki{name: name, text: shown}
}

func trim(s text.Segment, src []byte) text.Segment {
	s = s.TrimLeftSpace(src)
	return s.TrimRightSpace(src)
}
