package markdown

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A converted body is a header, the number of its links, and a row of pieces. Each
// is one byte that says what it is, and what belongs to it; numbers are uvarints,
// texts have their length before them.
const (
	pieceEnd     = iota // nothing follows
	pieceHTML           // text: HTML to copy
	pieceProse          // text: escaped text in which names are linked
	pieceOpen           // number of a link, text: its address if it leads Elsewhere, text: further attributes of <a>
	pieceClose          // the end of the link opened last
	pieceImage          // number of a link, 1 when it is the first of its body, text: alt, text: further attributes
	pieceAddress        // number of a link, for an attribute
	piecePage           // text: an address that is a fragment of the page, for an attribute
)

const header = "PB\x00\x02"

// empty is the Pieces of a body without anything in it.
var empty = Pieces(header + "\x00\x00")

// ErrPieces says that Pieces are not what Convert made.
var ErrPieces = errors.New("markdown: damaged pieces")

// A cursor reads pieces and remembers that they ended too soon.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) byte() byte {
	if len(c.b) == 0 {
		c.bad = true
		return pieceEnd
	}
	v := c.b[0]
	c.b = c.b[1:]
	return v
}

func (c *cursor) number() int {
	v, n := binary.Uvarint(c.b)
	if n <= 0 || v > 1<<31 {
		c.bad = true
		return 0
	}
	c.b = c.b[n:]
	return int(v)
}

func (c *cursor) text() []byte {
	n := c.number()
	if n > len(c.b) {
		c.bad = true
		return nil
	}
	v := c.b[:n]
	c.b = c.b[n:]
	return v
}

// Fill appends the HTML of p to dst, its holes filled. It returns an error, and dst
// as it was, when p is not what Convert made or there are fewer targets than links, but some.
// An address that is not safe is left out, whoever gave it.
func (p Pieces) Fill(dst []byte, h Holes) ([]byte, error) {
	if len(p) < len(header) || string(p[:len(header)]) != header {
		return dst, ErrPieces
	}
	c := cursor{b: p[len(header):]}
	links := c.number()
	if links > len(h.Targets) && len(h.Targets) > 0 {
		return dst, fmt.Errorf("markdown: body has %d links, %d targets given", links, len(h.Targets))
	}
	if h.Page != "" && !Safe(h.Page) {
		h.Page = ""
	}
	f := filler{Holes: h}
	f.compile()
	out := dst
	open, closed := 0, true // whether a link is open, and whether it was left without address
	for !c.bad {
		switch c.byte() {
		case pieceEnd:
			if c.bad || len(c.b) > 0 || open != 0 {
				return dst, ErrPieces
			}
			return out, nil
		case pieceHTML:
			out = append(out, c.text()...)
		case pieceProse:
			out = f.prose(out, c.text())
		case pieceOpen:
			n, own, more := c.number(), c.text(), c.text()
			if open != 0 || n >= links {
				return dst, ErrPieces
			}
			open++
			url := h.target(n).URL
			if len(h.Targets) == 0 {
				url = string(own)
			}
			if closed = !Safe(url); closed {
				continue
			}
			f.linked(url)
			out = f.href(append(out, "<a href=\""...), url)
			out = append(append(append(out, '"'), more...), '>')
		case pieceClose:
			if open == 0 {
				return dst, ErrPieces
			}
			open--
			if !closed {
				out = append(out, "</a>"...)
			}
		case pieceImage:
			n, first, alt, more := c.number(), c.byte(), c.text(), c.text()
			if n >= links || first > 1 {
				return dst, ErrPieces
			}
			out = image(out, h.target(n), first == 1, alt, more)
		case pieceAddress:
			n := c.number()
			if n >= links {
				return dst, ErrPieces
			}
			if url := h.target(n).URL; Safe(url) {
				out = appendURL(out, url)
			}
		case piecePage:
			out = append(appendURL(out, h.Page), c.text()...)
		default:
			return dst, ErrPieces
		}
	}
	return dst, ErrPieces
}

// target returns where a link leads: nowhere if there are no targets.
func (h *Holes) target(n int) Target {
	if len(h.Targets) == 0 {
		return Target{}
	}
	return h.Targets[n]
}

// A filler fills the holes of one body.
type filler struct {
	Holes
	names []pattern
	first [256]bool // bytes that a name may begin with
	seen  []string  // addresses that the body has led to already
}

func (f *filler) compile() {
	if len(f.Names) == 0 {
		return
	}
	f.names = compile(f.Names)
	for _, p := range f.names {
		if r := p.runes[0]; r < utf8.RuneSelf {
			f.first[r] = true
		}
	}
	for b := 0x80; b < 0x100; b++ { // a letter with a mark, or a typographic quote
		f.first[b] = utf8.RuneStart(byte(b))
	}
	f.first['`'] = f.first['\'']
}

// linked notes that the body leads to url.
func (f *filler) linked(url string) {
	if len(f.names) > 0 {
		f.seen = append(f.seen, url)
	}
}

func (f *filler) href(dst []byte, url string) []byte {
	if url[0] == '#' {
		dst = appendURL(dst, f.Page)
	}
	return appendURL(dst, url)
}

// image appends a picture, or its words when it has no address. All but the first
// of a body are loaded when they come near.
func image(dst []byte, t Target, first bool, alt, more []byte) []byte {
	if !Safe(t.URL) {
		return append(dst, alt...)
	}
	dst = appendURL(append(dst, "<img src=\""...), t.URL)
	dst = append(append(append(dst, "\" alt=\""...), alt...), '"')
	if t.Width > 0 && t.Height > 0 {
		dst = strconv.AppendInt(append(dst, " width=\""...), int64(t.Width), 10)
		dst = strconv.AppendInt(append(dst, "\" height=\""...), int64(t.Height), 10)
		dst = append(dst, '"')
	}
	if !first {
		dst = append(dst, " loading=\"lazy\" decoding=\"async\""...)
	}
	return append(append(dst, more...), '>')
}
