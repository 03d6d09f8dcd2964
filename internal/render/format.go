package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"path"
	"strings"

	"pressbox/internal/plan"
)

// A format makes a file without a template.
type format struct {
	site   bool     // it shows something of the site
	words  bool     // it shows words of the interface
	sheets []string // the static files that show it to a person; may be missing
	write  func(r *Renderer, w *bytes.Buffer, data any) error
}

// feedSheets lie below static/: the one for browsers that transform XML, then one
// for those that no longer do.
var feedSheets = []string{"feed.xsl", "feed.css"}

var formats = map[string]format{
	plan.Atom:        {site: true, words: true, sheets: feedSheets, write: writing((*Renderer).atom)},
	plan.RSS:         {site: true, words: true, sheets: feedSheets, write: writing((*Renderer).rss)},
	plan.JSONFeed:    {site: true, words: true, write: writing((*Renderer).jsonFeed)},
	plan.Sitemap:     {site: true, write: writing((*Renderer).sitemap)},
	plan.SitemapTop:  {write: writing((*Renderer).sitemapIndex)},
	plan.Robots:      {write: writing((*Renderer).robots)},
	plan.RedirectTo:  {site: true, write: writing((*Renderer).redirect)},
	plan.RedirectAll: {write: writing((*Renderer).redirectList)},
	plan.JSON:        {write: (*Renderer).json},
}

// writing adapts the writer of one type of data, given itself or by a pointer.
func writing[T any](write func(*Renderer, *bytes.Buffer, *T) error) func(*Renderer, *bytes.Buffer, any) error {
	return func(r *Renderer, w *bytes.Buffer, data any) error {
		switch d := data.(type) {
		case *T:
			return write(r, w, d)
		case T:
			return write(r, w, &d)
		}
		return fmt.Errorf("%T is not %T", data, *new(T))
	}
}

// json prints any plain data. < > & and the line separators are escaped, so that
// it can stand in a script too.
func (r *Renderer) json(w *bytes.Buffer, data any) error {
	b, err := json.Marshal(data)
	w.Write(b)
	return err
}

// xml writes a document with its heading, shown by those of the sheets that the
// site has.
func (r *Renderer) xml(w *bytes.Buffer, sheets []string, document any) error {
	r.prolog(w, sheets)
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(document); err != nil {
		return err
	}
	w.WriteByte('\n')
	return nil
}

// prolog writes the heading of a document, with the sheets that the site has.
func (r *Renderer) prolog(w *bytes.Buffer, sheets []string) {
	w.WriteString(xml.Header)
	for _, sheet := range sheets {
		if url := r.statics[sheet]; url != "" {
			fmt.Fprintf(w, "<?xml-stylesheet type=\"text/%s\" href=\"%s\"?>\n", strings.TrimPrefix(path.Ext(sheet), "."), html.EscapeString(url))
		}
	}
}

// clean drops what XML cannot hold, escaped or not, and nobody means: control
// characters, halves of surrogates, bytes that are not UTF-8.
func clean(s string) string {
	for i, c := range s {
		if c != ' ' && (c < 0x21 || c > 0x7e) && !xmlCharacter(c) {
			return s[:i] + strings.Map(func(c rune) rune {
				if xmlCharacter(c) {
					return c
				}
				return -1
			}, s[i:])
		}
	}
	return s
}

// xmlCharacter refuses U+FFFD as well, for that is what a byte that is not UTF-8
// reads as.
func xmlCharacter(c rune) bool {
	return c >= 0x20 && c < 0x7f || c == '\t' || c == '\n' || c == '\r' ||
		c >= 0xa0 && c <= 0xd7ff || c >= 0xe000 && c < 0xfffd || c >= 0x10000 && c <= 0x10ffff
}
