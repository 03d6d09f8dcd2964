package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A wiki is [[Name]] or [[Name|text]]. Each part is a segment for each line that it
// stands on.
type wiki struct {
	ast.BaseInline
	name, text []text.Segment  // text is the name when none is given
	room       [2]text.Segment // where they begin, so that most are no allocation
}

var kindWiki = ast.NewNodeKind("Wiki")

func (w *wiki) Kind() ast.NodeKind            { return kindWiki }
func (w *wiki) Dump(source []byte, level int) { ast.DumpHelper(w, source, level, nil, nil) }

// maxName is longer than any name; what is longer was not meant as one.
const maxName = 300

// A wikiParser reads wiki links. They hold no brackets, and may go on on the next line,
// since editors wrap paragraphs.
type wikiParser struct{}

func (wikiParser) Trigger() []byte { return []byte{'['} }

func (wikiParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) < 5 || line[1] != '[' {
		return nil
	}
	block.Advance(2)
	w := new(wiki)
	w.name, w.text = w.room[:0:1], w.room[1:1]
	part, ends := &w.name, "[]|\n\r"
	for size := 0; ; {
		line, segment := block.PeekLine()
		if line == nil || segment.Padding != 0 {
			return nil
		}
		end := bytes.IndexAny(line, ends)
		if end < 0 {
			end = len(line)
		}
		if size += end; size > maxName {
			return nil
		}
		stop := end
		if bytes.HasPrefix(line[end:], []byte("|")) && end > 0 && line[end-1] == '\\' { // so it is written within a table
			stop--
		}
		if s := trim(text.NewSegment(segment.Start, segment.Start+stop), block.Source()); s.Len() > 0 {
			*part = append(*part, s)
		}
		switch rest := line[end:]; {
		case bytes.HasPrefix(rest, []byte("|")):
			block.Advance(end + 1)
			part, ends = &w.text, "[]\n\r"
		case bytes.HasPrefix(rest, []byte("]]")):
			block.Advance(end + 2)
			if len(w.name) == 0 {
				return nil
			}
			if len(w.text) == 0 {
				w.text = w.name
			}
			return w
		case len(rest) == 0, rest[0] == '\n', rest[0] == '\r':
			block.AdvanceLine()
		default:
			return nil
		}
	}
}

func trim(s text.Segment, src []byte) text.Segment {
	s = s.TrimLeftSpace(src)
	return s.TrimRightSpace(src)
}
