package plan

import (
	"strings"

	"pressbox/internal/digest"
)

// The types in this file are what templates see. They are plain: text, numbers,
// slices, pointers to plain structs and maps; no link into the newsroom, no
// function, no clock (a slim Card knows the way back, and keeps it to itself).
// What a page shows is in its data or in Site, so the data is the complete list
// of what the page depends on.

// A Time is RFC 3339 with the site's offset of that day (2022-11-01T17:05:00-04:00),
// or a bare day (2022-11-01) where no time of day was written; empty when there
// is none. Templates print it with date, clock and stamp.
type Time string

// A Link is a text with the address it leads to. Addresses on this site begin
// with a slash and carry the base path. An empty URL is plain text.
type Link struct {
	Text string
	URL  string
}

// A Site is what every page knows.
type Site struct {
	Title       string
	Description string
	Origin      string // https://example.org, without a slash
	Base        string // the base path: / or /news/
	Language    string
	Timezone    string // America/New_York; times carry their offset, this names the zone
	Nav         []Link
	Publisher   Publisher
	Params      map[string]any
	Sections    []Section         // the ways into the site that it has, in the order of a menu
	Feeds       []Section         // the site's own feeds: atom, rss, json
	Look        Look              // what site.yaml changes of the theme
	Hubs        []string          // WebSub
	Manifest    string            // address of the web manifest
	Icon        *Image            // the largest icon that is a PNG, for cards of pages without a picture; nil for none
	Static      map[string]string // css/site.css -> /css/site.0123456789ab.css
}

// A Section is a part of the site, or a form of it, by kind; the theme has the
// word for it. A site without stories has no section of that kind.
type Section struct {
	Kind string // players, teams, sources, stories, transactions, archive (all years), authors, tags, search
	URL  string
}

// A Look is colours, fonts and a logo; what is empty is the theme's own.
type Look struct {
	Logo          string // address with the base path
	LogoAlt       string
	LogoWidth     int // in CSS pixels; 0 when unknown
	LogoHeight    int
	Paper, Ink    string // #rrggbb
	DarkPaper     string
	DarkInk       string
	Accent        string // links that are hovered, the focus ring
	DarkAccent    string
	HeadlineFont  string // CSS font-family
	TextFont      string
	InterfaceFont string
}

// A Publisher is who stands behind the site.
type Publisher struct {
	Name, Logo, URL string
}

// A Head is what the head of every HTML page says. One of Title, Word and Month
// says what the page is called, for words of the interface and the names of months
// are the theme's; Word beside Title or Month says which of several pages it is.
type Head struct {
	URL         string // path with the base path
	Canonical   string // absolute
	Type        string // as Open Graph calls it: article, profile, website
	Title       string // a headline or a name; without the site's
	Word        string // a key of strings.yaml: home, posts, players, teams, sources, authors, tags, stories, transactions, archive, search, story, not-found
	Month       Time   // the first day of the month that the page is about
	Number      int    // of a numbered page of a list; 0 on its bare address
	Description string // in the writers' words; may be empty
	NoIndex     bool
	Published   Time // of a post
	Updated     Time
	Issued      Time     // Published for machines: always with a time of day
	Modified    Time     // Updated for machines; empty for a post that has not changed
	Section     string   // of a post: its first team
	Keywords    []string // of a post: its tags
	Image       *Image   // for cards of other sites; of a post without one the first picture of its body
	Feed        *Link    // of the page's own player, team, source or author, or of the transactions; its Text is the feed's title
	Crumbs      []Crumb  // from the first level down, the page itself last; none on the home page
}

// A Crumb is a step on the way to a page. Exactly one of Text, Word and Month says
// what it is called, as in Head.
type Crumb struct {
	Text, Word string
	Month      Time
	URL        string
}

// A TeamLink is a team under the name it bore on the day that matters.
type TeamLink struct {
	Link
	Short           string // abbreviation of that day; may be empty
	Primary, Accent string // #rrggbb; may be empty
}

// A PlayerLink is a player as printed.
type PlayerLink struct {
	Link
	Initials string    // for a monogram
	Position string    // of that day
	Team     *TeamLink // of that day
}

// A Credit says who reported something.
type Credit struct {
	Source Link
	Outlet string
	URL    string // of the report
	Date   Time
}

// A Note is a dated sentence.
type Note struct {
	Time Time
	Text string
}

// An Image is a picture on a page.
type Image struct {
	URL           string // path with the base path, or absolute
	Alt, Credit   string
	Width, Height int // 0 when unknown
}

// A Body is the text of a document: which, and what its holes are filled with.
type Body struct {
	Digest  digest.Digest // zero when there is no body
	Targets []Target
	Names   []Link // linked where they stand in prose
}

// A Target fills one link of a body.
type Target struct {
	URL           string
	Width, Height int
}

// A Card is a post in a list.
type Card struct {
	Digest    digest.Digest // of everything below
	URL       string
	Title     string
	Summary   string
	Time      Time
	Updated   Time
	Status    string // rumor, …; may be empty
	Image     *Image
	Players   []PlayerLink
	Teams     []TeamLink
	Credits   []Credit
	Draft     bool // shown only in previews with drafts
	Scheduled bool

	slim slim // no template sees it
}

// An Item is a card in one list, with at most a line of that list's own.
type Item struct {
	Card   *Card
	Team   *TeamLink // on a player's list: the team of the time
	Season int       // on a player's list: the season of the league; 0 when unknown
	Outlet string    // on a source's list: the outlet of the time
}

// A List is one page of a list of posts, newest first.
type List struct {
	Items  []Item
	Number int   // of this page, 1 is the oldest; 0 on the bare address, which shows the newest
	Newer  *Link // the page after; nil on the bare address
	Older  *Link // the page before; nil on the oldest
}

// A PostPage is the data of post.html. A retracted post has its head, its headline
// and the reason, and nothing else.
type PostPage struct {
	Head
	ID          string
	DocPath     string // content/posts/…
	Status      string
	Summary     string
	Players     []PlayerLink
	Teams       []TeamLink
	Credits     []Credit
	Authors     []Link
	Tags        []Link
	Image       *Image // above the text; Head's may be another
	Body        Body
	Updates     []Note
	Corrections []Note
	Retracted   *Note
	Expired     Time // empty unless it has
	Draft       bool
	Scheduled   bool
	Facts       []FactsBox // one a registered player
	Story       *StoryBox
	Earlier     []EarlierBox // one a player, earlier posts only
	Params      map[string]any
}

// A StoryBox shows a post's neighbours in its story.
type StoryBox struct {
	Story   Link
	Before  []*Card // the two before it, oldest first
	After   *Card
	Outcome *Outcome // how it ended; nil when the status has not changed since
}

// An Outcome is the newest status of a story, with the post that says so.
type Outcome struct {
	Status string
	Time   Time
	Post   Link
}

// An EarlierBox lists earlier posts on one player, newest first.
type EarlierBox struct {
	Player Link
	Cards  []*Card
}

// A FactsBox is what is known of a player as of a day.
type FactsBox struct {
	Player   PlayerLink
	Teams    []TeamLink
	Role     string // of a coach or executive
	Astray   bool   // nothing is told of where he or she was; without it, no Teams is no team
	Age      int    // 0 when unknown or after death
	College  string
	Season   int // of the career, from 1; 0 when unknown
	Draft    *DraftLine
	Contract *ContractLine
	Stats    *StatBox
}

// A DraftLine is where a player was drafted, or that he or she was not.
type DraftLine struct {
	Undrafted         bool
	Year, Round, Pick int // 0 when unknown
	Team              *TeamLink
}

// A ContractLine is a deal and its running year.
type ContractLine struct {
	Team         *TeamLink
	Signed       Time
	Year         int // running, from 1; 0 in a list of contracts
	Years        int
	Total, Bonus int64  // whole units of Currency; 0 when unknown
	Currency     string // ISO 4217
}

// A StatBox is a stat line, ready to print.
type StatBox struct {
	Season  int
	Through Time
	Games   int
	Groups  []StatGroup
}

// A StatGroup is figures under one label.
type StatGroup struct {
	Label   string
	Figures []Figure
}

// A Figure is a number with its label. Value is neutral (1234, 2.96).
type Figure struct {
	Label, Value string
}

// A StintLine is time with a team.
type StintLine struct {
	Team     TeamLink
	From, To Time // days; may be empty
}

// A MoveLine is one transaction.
type MoveLine struct {
	ID       string // of the line on its page: cam-akers-2023-09-20-minnesota-vikings
	Day      Time
	Player   PlayerLink
	From, To *TeamLink // nil for none
	Draft    bool
	First    bool // with From nil: unknown, or still with another team, and no free agent
	Last     bool // with To nil: the same
	Retired  bool
}

// A PlayerPage is the data of player.html. Numbered pages carry Player, Head and
// List only, so that they stay as they are.
type PlayerPage struct {
	Head
	ID                  string
	Player              PlayerLink
	Registered          bool
	Facts               *FactsBox // as of now
	Former              []string
	Nicknames           []string
	Born, Died, Retired Time
	Stints              []StintLine
	Contracts           []ContractLine
	Stats               []StatBox // newest season first, one a season
	Body                Body
	Image               *Image
	List                List
	Params              map[string]any
}

// A TeamPage is the data of team.html. Numbered pages carry Team, Head and List only.
type TeamPage struct {
	Head
	ID         string
	Team       TeamLink // as of now
	Registered bool
	City       string
	Former     []string
	League     string
	Conference string
	Division   string
	Roster     []RosterGroup
	Moves      []MoveLine // the newest ten, newest first
	AllMoves   string     // address of all of them; empty when there is none
	Body       Body
	Image      *Image
	List       List
	Params     map[string]any
}

// A RosterGroup is the players of one position.
type RosterGroup struct {
	Position string
	Players  []PlayerLink
}

// A SourcePage is the data of source.html. Numbered pages carry Source, Head and List only.
type SourcePage struct {
	Head
	ID         string
	Source     Link
	Registered bool
	Outlets    []OutletLine
	Handle     string
	Website    string
	Outcomes   []OutcomeGroup
	Body       Body
	Image      *Image
	List       List
	Params     map[string]any
}

// An OutletLine is whom a source reported for, and when.
type OutletLine struct {
	Name     string
	From, To Time
}

// An OutcomeGroup is the stories and lone posts of a source that stand at one status.
type OutcomeGroup struct {
	Status string // retracted is one of its own; empty for none
	Count  int    // stories, and posts without one
	Posts  []Link // one each, newest first: the story, or the post; at most a hundred
	More   int    // how many of Count are not in Posts
}

// An AuthorPage is the data of author.html. Numbered pages carry Author, Head and List only.
type AuthorPage struct {
	Head
	ID         string
	Author     Link
	Registered bool
	Role       string
	Website    string
	Body       Body
	Image      *Image
	List       List
	Params     map[string]any
}

// A StoryPage is the data of story.html: all its posts, oldest first.
type StoryPage struct {
	Head
	ID      string
	Status  string
	Open    bool
	Summary string
	Body    Body
	Items   []Item
}

// A TagPage is the data of tag.html.
type TagPage struct {
	Head
	ID   string
	Tag  Link
	List List
}

// A PlainPage is the data of page.html.
type PlainPage struct {
	Head
	Body   Body
	Image  *Image
	Params map[string]any
}

// A HomePage is the data of home.html.
type HomePage struct {
	Head
	List    List
	Stories []StoryLine // still open, newest first, at most ten
	Moves   []MoveLine  // the newest ten, newest first
	Teams   []TeamLink  // with a post, by name
}

// A StoryLine is a story in a list.
type StoryLine struct {
	Story  Link
	Status string
	Open   bool // undecided
	Time   Time // of its newest post
}

// A ListPage is the data of list.html: archives, indexes, transactions, and the
// numbered pages of the home list. Kind says which fields are used.
type ListPage struct {
	Head
	Kind    string       // posts, archive, year, month, players, teams, sources, authors, tags, stories, transactions
	List    List         // posts, month
	Months  []Link       // year: its months, oldest first; transactions without a month: all months, newest first. The text is 2022-11
	Years   []Link       // archive: all years with a post, newest first
	Newer   *Link        // year: the next one with a post
	Older   *Link        // year: the one before
	Groups  []IndexGroup // players, teams, sources, authors, tags
	Stories []StoryLine  // stories, newest first
	Moves   []MoveLine   // transactions, newest first: of the month or the team, else the newest of all
}

// An IndexGroup is a part of an index under its label: a letter, a position, a division.
type IndexGroup struct {
	By         string // letter, position, team, division, outlet: which of the orders of the index
	Label      string // empty for those that have none
	Team       *TeamLink
	League     string // of a division
	Conference string // of a division
	Entries    []IndexEntry
}

// An IndexEntry is a line of an index.
type IndexEntry struct {
	Link
	Position string
	Team     *TeamLink
	Detail   string // outlet, role
}

// A SearchPage is the data of search.html.
type SearchPage struct {
	Head
	Index string // address of the SearchIndex
}

// A SearchIndex is /search/index.json: where the parts of the search lie. It changes
// only when a part is added.
type SearchIndex struct {
	Posts   []string `json:"posts"`   // addresses of SearchPosts, oldest first
	Names   string   `json:"names"`   // address of the SearchNames
	Version int      `json:"version"` // of the format of all of these
}

// SearchPosts is a part of the search: posts by their place in time, oldest first.
// A full part changes only with its posts.
type SearchPosts struct {
	Posts []SearchPost `json:"posts"`
}

// A SearchPost is a post as the search knows it.
type SearchPost struct {
	Title   string   `json:"t"`
	URL     string   `json:"u"`
	Time    Time     `json:"d"`
	Summary string   `json:"s,omitempty"`
	Status  string   `json:"x,omitempty"`
	Players []string `json:"p,omitempty"`
	Teams   []string `json:"m,omitempty"`
	Sources []string `json:"r,omitempty"`
}

// SearchNames is /search/names.json: who and what has a page.
type SearchNames struct {
	Names []SearchName `json:"names"`
}

// A SearchName is a player, team, source, author or story with a page.
type SearchName struct {
	Kind string   `json:"k"` // player, team, source, author, story
	Name string   `json:"n"`
	Also []string `json:"a,omitempty"` // former names and nicknames
	Note string   `json:"i,omitempty"` // position, abbreviation or outlet
	URL  string   `json:"u"`
}

// A Manifest is the web manifest.
type Manifest struct {
	Name      string         `json:"name"`
	ShortName string         `json:"short_name"`
	Language  string         `json:"lang,omitempty"`
	StartURL  string         `json:"start_url"`
	Scope     string         `json:"scope"`
	Display   string         `json:"display"`
	Icons     []ManifestIcon `json:"icons,omitempty"`
}

// A ManifestIcon is a picture of the web manifest.
type ManifestIcon struct {
	Source string `json:"src"`
	Sizes  string `json:"sizes"`
	Type   string `json:"type"`
}

// A NotFoundPage is the data of 404.html.
type NotFoundPage struct {
	Head
}

// A Feed is an Atom feed (RFC 4287); the site's is an RSS and a JSON feed, too.
type Feed struct {
	ID      string // urn:uuid:…, never from a title or an address
	Title   string // of the site, or of what the feed is about and the site
	Word    string // a key of strings.yaml to put before the title: transactions; may be empty
	Self    string // absolute
	Home    string // absolute
	Author  string
	Updated Time // of the newest entry; always with a time of day
	Hubs    []string
	Summary bool // entries carry summaries only
	RawHTML bool // bodies may hold HTML as somebody wrote it, with addresses of any kind
	Entries []FeedEntry
}

// A FeedEntry is a post in a feed. Addresses are absolute.
type FeedEntry struct {
	ID          string
	Title       string
	URL         string
	Published   Time // with a time of day
	Updated     Time // with a time of day
	Authors     []string
	Credits     []Credit
	Categories  []string
	Summary     string
	Body        Body
	Updates     []Note
	Corrections []Note
	Image       *Image
	Move        *MoveLine // of the transactions' feed, whose entries have no body
}

// A URLSet is a sitemap (sitemaps.org 0.9).
type URLSet struct {
	News    bool // with news:news elements of Google's schema
	Entries []SitemapEntry
}

// A SitemapEntry is an address in a sitemap.
type SitemapEntry struct {
	Loc       string // absolute
	LastMod   Time   // from documents only; may be empty
	Title     string // news
	Published Time   // news
}

// Size returns how many bytes the entry may take, at most, when it is no news.
func (e SitemapEntry) Size() int {
	size := sitemapTags + len(e.Loc) // with the last change
	for _, escaped := range []string{"&", "'"} {
		size += len("amp;") * strings.Count(e.Loc, escaped)
	}
	return size
}

// A SitemapIndex lists sitemaps.
type SitemapIndex struct {
	Entries []SitemapEntry
}

// A RobotsText is robots.txt.
type RobotsText struct {
	Sitemaps []string // absolute
}

// A Redirect leads from an old address to a new one.
type Redirect struct {
	From, To string // paths with the base path; To may carry a fragment
	Absolute string // To with the origin
}

// A RedirectList is the _redirects file that some hosts understand.
type RedirectList struct {
	Redirects []Redirect
}
