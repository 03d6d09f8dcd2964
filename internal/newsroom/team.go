package newsroom

import (
	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// A Team is a club or a national side through all its names.
type Team struct {
	ID            string
	Doc           *content.Document // nil when no record describes it
	Names         []Dated           // oldest first, at least one
	City          string
	Nickname      string
	Abbreviations []Dated
	League        *League // nil when unknown
	Conference    string
	Division      string
	Primary       string // colours as #rrggbb; empty when unknown
	Accent        string
	Aliases       []Alias
	Image         *Image
	Params        meta.Value
	Links         []Ref
	Posts         []*Post       // oldest first
	Stints        []RosterEntry // everybody who ever played here, by From, then player id
}

// A RosterEntry is one player's stint with a team.
type RosterEntry struct {
	Player *Player
	Span
}

// Name returns the name t bore on day, else the nearest it ever bore.
func (t *Team) Name(day Day) string {
	if len(t.Names) == 0 {
		return t.ID
	}
	return t.Names[len(t.Names)-1].Text
}

// Abbreviation returns the abbreviation t bore on day; empty when it had none.
func (t *Team) Abbreviation(day Day) string { return "" }

// Roster returns who plays for t on day, by position, then sort name.
func (t *Team) Roster(day Day) []Facts { return nil }

// A League says when a season turns and what its statistics are called.
type League struct {
	ID          string
	Doc         *content.Document // nil when built in
	Name        string
	SeasonMonth int // the season of a year begins on this day of that year
	SeasonDay   int
	Currency    string // ISO 4217
	Statistics  []StatGroupRule
	Teams       []*Team // by nickname, then id
}

// A StatGroupRule describes a group of figures in the statistics of a league.
type StatGroupRule struct {
	Name, Label string
	Figures     []FigureRule
}

// A FigureRule describes a figure: one that records state, or one derived from others.
type FigureRule struct {
	Name, Label string
	Divide      [2]string // derived: the first figure of the group divided by the second; empty when recorded
	Times       float64   // a derived figure is multiplied by it; 0 means 1
	Places      int       // digits after the point
}

// Season returns the season that day belongs to.
func (l *League) Season(day Day) int { return 0 }

// A Source is a person or an outlet that reports news.
type Source struct {
	ID      string
	Doc     *content.Document // nil when no record describes it
	Name    string
	Outlets []Dated
	Handle  string
	URL     string
	Aliases []Alias
	Image   *Image
	Params  meta.Value
	Links   []Ref
	Posts   []*Post // oldest first
}

// Outlet returns whom s reported for on day.
func (s *Source) Outlet(day Day) string { return "" }

// An Author writes here.
type Author struct {
	ID      string
	Doc     *content.Document // nil when no record describes him or her
	Name    string
	URL     string
	Role    string
	Aliases []Alias
	Image   *Image
	Params  meta.Value
	Links   []Ref
	Posts   []*Post // oldest first
}

// A Move is one line of the transactions: somebody changed teams.
type Move struct {
	Player           *Player
	Day              Day
	From, To         *Team  // nil for none: signed as a free agent, released, drafted
	FromText, ToText string // the names borne that day
	Draft            bool
}

// Moves returns all moves of n up to its Now, oldest first.
func (n *Newsroom) Moves() []Move { return nil }
