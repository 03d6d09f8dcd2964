// Package markdown turns the body of a document, by itself, into what the other
// stages need of it (Parts) and into its HTML with holes (Pieces).
//
// Its one law: a body is converted without knowing anything but its own text
// and the Options, so that the result can be remembered by the body's digest.
// Everything that depends on records or addresses is a hole, filled by Fill.
package markdown

// Version changes whenever Convert gives other Parts or Pieces for the same
// text; what was remembered under another version is worth nothing.
const Version = 4

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

// A Link is a destination as written. A destination that no page may lead to is
// a Fault instead, and its text stands without a link.
type Link struct {
	Kind   LinkKind
	Dest   string // the destination, its escapes and entities resolved; of a Wiki link the name in it
	Alt    string // of an Image: what it shows
	Line   int32  // where the link begins, at its first bracket
	Column int32  // in characters
}

// LinkKind tells where a destination stood.
type LinkKind uint8

const (
	Plain LinkKind = iota // [text](dest), <dest>, a reference
	Image                 // ![alt](dest)
	Wiki                  // [[Name]] or [[Name|text]]
	Raw                   // an attribute of HTML; only from the top of the site
)

// A Fault is a mistake inside a body, to be reported at its place.
type Fault struct {
	Rule         string // a name of the problem catalogue
	Line, Column int32  // 0 when the whole body is meant
	Text, Hint   string
}

// Rules that faults break.
const (
	unsafeLink = "unsafe-link"
	rawHTML    = "raw-html"
	tooLarge   = "too-large"
	tooDeep    = "too-deep"
)

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

// Holes is all that a body does not know by itself.
type Holes struct {
	Targets []Target // index by index with Parts.Links; none when all of them lead Elsewhere
	Names   []Name   // linked where they first stand in running prose
	Page    string   // put before addresses that are a fragment only; empty on the page itself
}
