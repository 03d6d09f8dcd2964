package newsroom

import (
	"time"

	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// A Post is one piece of news.
type Post struct {
	Doc         *content.Document
	ID          string // what feeds call it: urn:uuid:…, or the id the writer gave
	Slug        string
	Title       string
	Time        time.Time // when it was published, in the site's zone; with DateOnly midnight of that day
	DateOnly    bool      // no time of day was written
	Updated     time.Time // the last change that matters to readers: updated, or the newest correction or update; zero when none
	Summary     string    // one line of plain text
	Status      Status
	Players     []PlayerMention // in the order written
	Teams       []TeamMention   // typed, else the players' of that day; in that order, each once
	Sources     []Credit
	Authors     []*Author
	Story       *Story
	Updates     []Note    // newest first
	Corrections []Note    // newest first
	Retracted   *Note     // the reason; the body is shown nowhere
	Expires     time.Time // zero when never
	Expired     bool      // as of Newsroom.Now
	Draft       bool      // shown only with Options.Drafts
	Scheduled   bool      // dated later than Now; shown only with Options.Drafts
	Tags        []*Tag
	Aliases     []Alias // old addresses
	Image       *Image
	Params      meta.Value
	Links       []Ref // what Doc.Parts.Links lead to, index by index
	Previous    *Post // in its story: the one before; nil when none
	Following   *Post // in its story: the one after
}

// Listed reports whether lists, feeds, sitemaps and search show p.
func (p *Post) Listed() bool { return p.Retracted == nil && !p.Expired }

// A PlayerMention is a player as a post named him or her.
type PlayerMention struct {
	Player *Player
	Text   string  // the name as printed
	Teams  []*Team // of that day: none, one, or club and country
}

// A TeamMention is a team as a post shows it.
type TeamMention struct {
	Team  *Team
	Text  string // the name it bore that day
	Typed bool   // the writer named it; else it is a player's team of that day
}

// A Credit says who reported a post.
type Credit struct {
	Source *Source
	Name   string // as printed
	Outlet string // given with the post, else the source's of that day
	URL    string // of the report; http or https
	Date   Day    // of the report, when it differs
}

// A Note is a dated sentence: an update, a correction, the reason of a retraction.
type Note struct {
	Time     time.Time
	DateOnly bool
	Text     string
}

// An Alias is an old address of a document, as written.
type Alias struct {
	Path  string
	Place Place
}

// An Image is a picture with what is said of it.
type Image struct {
	Asset  *content.Asset // nil when URL leads to another host or to static/
	URL    string
	Alt    string
	Credit string
	Place  Place
}

// A Ref is what a link in a body leads to. At most one of the pointers is set;
// with none, URL is kept as written (another host, an address of this site, an
// anchor of this page).
type Ref struct {
	Post   *Post
	Player *Player
	Team   *Team
	Source *Source
	Author *Author
	Story  *Story
	Page   *Page
	Asset  *content.Asset
	URL    string // as written, with allowed scheme; empty when the link leads nowhere and is a problem
	Frag   string // without #
}

// Status is how firm a piece of news is.
type Status string

// The statuses that front matter can name. The empty Status is none.
const (
	Rumor       Status = "rumor"
	Reported    Status = "reported"
	Agreed      Status = "agreed"
	Official    Status = "official"
	Denied      Status = "denied"
	FellThrough Status = "fell-through"
)

// A Story is posts about one matter.
type Story struct {
	ID      string
	Doc     *content.Document // nil when no record describes it
	Title   string
	Summary string
	Posts   []*Post // oldest first; published ones, retracted and expired too
	Status  Status  // of the newest listed post that states one
	Aliases []Alias
	Links   []Ref
}

// Open reports whether the matter is undecided: its newest status is a rumor,
// a report or an agreement, or it has none.
func (s *Story) Open() bool {
	switch s.Status {
	case Official, Denied, FellThrough:
		return false
	}
	return true
}

// A Tag is a word that posts share.
type Tag struct {
	Slug  string
	Name  string  // as written first
	Posts []*Post // oldest first
}

// A Page stands by itself: about, contact.
type Page struct {
	Doc     *content.Document
	Path    string // below content/pages, without .md: about, legal/privacy
	Title   string
	Summary string
	Updated time.Time
	Draft   bool
	Aliases []Alias
	Image   *Image
	Params  meta.Value
	Links   []Ref
}
