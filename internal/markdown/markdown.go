// Package markdown turns the body of a document, by itself, into what the other
// stages need of it (Parts) and into its HTML with holes (Pieces).
//
// Its one law: a body is converted without knowing anything but its own text
// and the Options, so that the result can be remembered by the body's digest.
// Everything that depends on records or addresses is a hole, filled by Fill.
package markdown

// Options are the settings that change what a body becomes.
type Options struct {
	RawHTML bool // pass HTML through instead of showing it as text
}

// Parts is what loading a site needs of a body. Lines and columns are of the
// body: the first line of it is 1.
type Parts struct {
	Summary string   // the first paragraph as plain text, one line
	Links   []Link   // in the order written; the targets of Fill follow it
	Anchors []string // ids of headings and footnotes
	Faults  []Fault  // mistakes inside the body
}

// A Link is a destination as written.
type Link struct {
	Kind   LinkKind
	Dest   string // the destination; of a Wiki link the name in it
	Line   int32
	Column int32
}

// LinkKind tells where a destination stood.
type LinkKind uint8

const (
	Plain LinkKind = iota // [text](dest), <dest>, a reference
	Image                 // ![alt](dest)
	Wiki                  // [[Name]] or [[Name|text]]
)

// A Fault is a mistake inside a body, to be reported at its place.
type Fault struct {
	Rule         string
	Line, Column int32
	Text, Hint   string
}

// Pieces is a converted body: HTML with holes where link targets and linkable
// words stand, in an encoding of this package's own. It is safe to keep on disk;
// Fill refuses what Convert did not make.
type Pieces []byte

// A Target fills the hole of one link.
type Target struct {
	URL           string // an empty URL leaves the link's text without a link
	Width, Height int    // of an image in pixels, 0 when unknown
}

// A Name is linked where it stands in running prose.
type Name struct {
	Text string // as registered: whole tokens, this case
	URL  string
}
