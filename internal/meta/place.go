package meta

import (
	"fmt"
	"unicode/utf8"

	"pressbox/internal/problem"
)

const (
	// maxSize bounds what is parsed: front matter is written by hand, and what
	// is longer is a body without its closing line, or an attack.
	maxSize = 1 << 20
	// maxDepth bounds how deep lists and maps may nest.
	maxDepth = 64
)

// A cursor turns byte offsets into lines and columns. It remembers where it was,
// so that offsets asked for in rising order cost one pass over the text.
type cursor struct {
	src          []byte
	offset       int
	line, column int
}

func newCursor(src []byte, firstLine int) cursor {
	return cursor{src: src, line: firstLine, column: 1}
}

// at returns the place of the byte at offset. An offset must not be smaller than
// the one before. A line ends at LF, at CR LF and at CR.
func (c *cursor) at(offset int) (line, column int32) {
	for c.offset < offset && c.offset < len(c.src) {
		b := c.src[c.offset]
		switch {
		case b == '\n', b == '\r' && (c.offset+1 == len(c.src) || c.src[c.offset+1] != '\n'):
			c.line++
			c.column = 1
			c.offset++
		case b == '\r': // the line is over where its LF stands, too
			c.offset++
		default:
			_, n := utf8.DecodeRune(c.src[c.offset:])
			c.column++
			c.offset += n
		}
	}
	return int32(c.line), int32(c.column)
}

// A report is a list of problems of one file in the making.
type report struct {
	file string
	list problem.List
}

func (r *report) add(rule string, line, column int32, text, hint string) {
	r.list = append(r.list, problem.New(rule, r.file, int(line), int(column), text, hint))
}

// readable reports whether src is text that may be parsed at all, and adds what
// is wrong with it to r.
func readable(src []byte, firstLine int, r *report) bool {
	if len(src) > maxSize {
		r.add(problem.TooLarge, int32(firstLine), 0,
			fmt.Sprintf("%d bytes of keys and values are too many", len(src)),
			fmt.Sprintf("at most %d are read; is the closing line missing?", maxSize))
		return false
	}
	for i := 0; i < len(src); {
		c, n := rune(src[i]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(src[i:])
		}
		if forbidden(c) || c == utf8.RuneError && n == 1 {
			cur := newCursor(src, firstLine)
			line, column := cur.at(i)
			if n == 1 && c == utf8.RuneError {
				r.add(problem.BadEncoding, line, column, fmt.Sprintf("the byte %#02x is not UTF-8", src[i]), "save the file as UTF-8")
			} else {
				r.add(problem.BadEncoding, line, column, fmt.Sprintf("the control character %U stands here", c), "remove it")
			}
			return false
		}
		i += n
	}
	return true
}

// forbidden reports whether c is a control character that no text may hold, or
// one of the code points that are no characters.
func forbidden(c rune) bool {
	switch {
	case c == '\t', c == '\n', c == '\r':
		return false
	case c < 0x20, 0x7f <= c && c <= 0x9f, c == 0xfffe, c == 0xffff:
		return true
	}
	return false
}

// sound reports whether s, which escapes may have made, holds no forbidden
// character; the first one is returned.
func sound(s string) (bad rune, ok bool) {
	for _, c := range s {
		if forbidden(c) || c == '\r' {
			return c, false
		}
	}
	return 0, true
}

// text adds a problem for a scalar that escapes have filled with what no file may hold.
func (r *report) text(v Value) {
	if bad, ok := sound(v.Text); !ok {
		r.add(problem.BadEncoding, v.Line, v.Column, fmt.Sprintf("an escape stands for the control character %U", bad), "remove it")
	}
}

// seen tells whether a map already holds a key. Small maps are searched, large
// ones are indexed, so that neither costs much.
type seen struct {
	index map[string]int
}

// find returns the place of key in fields, or -1. fields must be those of the
// calls before, longer by what was added since.
func (s *seen) find(fields []Field, key string) int {
	if len(fields) < 16 {
		for i := range fields {
			if fields[i].Key == key {
				return i
			}
		}
		return -1
	}
	if s.index == nil {
		s.index = make(map[string]int, 2*len(fields))
	}
	for i := len(s.index); i < len(fields); i++ {
		s.index[fields[i].Key] = i
	}
	if i, ok := s.index[key]; ok {
		return i
	}
	return -1
}

// duplicate reports that key stands at line and column for the second time.
func (r *report) duplicate(line, column int32, key string, first int32) {
	r.add(problem.DuplicateKey, line, column, fmt.Sprintf("%q is given twice", key), fmt.Sprintf("it is already in line %d", first))
}
