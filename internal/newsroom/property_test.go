package newsroom

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A town is made-up records and posts in which names are few, so that they clash.
type town struct {
	rng     *rand.Rand
	players []string // sources, by index
	posts   []string
}

func (m *town) pick(list ...string) string { return list[m.rng.IntN(len(list))] }

func (m *town) day() string {
	return fmt.Sprintf("%d-%02d-%02d", 2015+m.rng.IntN(10), 1+m.rng.IntN(12), 1+m.rng.IntN(28))
}

func (m *town) name() string {
	return m.pick("Al", "Bo", "Cy", "D'An", "Él") + " " + m.pick("Ito", "Jay", "Kerr", "Léon", "Mac-Neil") + m.pick("", "", "", " Jr.", " II")
}

func (m *town) span() string {
	a, b := m.day(), m.day()
	if a > b {
		a, b = b, a
	}
	switch m.rng.IntN(4) {
	case 0:
		return "from: " + a
	case 1:
		return "to: " + b
	case 2:
		return "from: " + a + ", to: " + b
	}
	return ""
}

func (m *town) player() string {
	var b strings.Builder
	if m.rng.IntN(3) > 0 {
		fmt.Fprintf(&b, "name: %s\n", m.name())
	} else {
		day := m.day()
		fmt.Fprintf(&b, "names: [{name: %s, to: %s}, {name: %s, from: %s}]\n", m.name(), day, m.name(), day)
	}
	if m.rng.IntN(3) == 0 {
		fmt.Fprintf(&b, "nicknames: [%s]\n", m.pick("Zeke", "Sauce", m.name()))
	}
	fmt.Fprintf(&b, "position: %s\n", m.pick("QB", "RB", "WR"))
	if m.rng.IntN(2) == 0 {
		fmt.Fprintf(&b, "born: %d-06-22\n", 1985+m.rng.IntN(15))
	}
	if m.rng.IntN(2) == 0 {
		fmt.Fprintf(&b, "drafted: {year: %d, round: 1, pick: 1, team: %s}\n", 2012+m.rng.IntN(10), m.pick("alphas", "betas"))
	}
	var stints []string
	for range m.rng.IntN(4) {
		s := "{team: " + m.pick("alphas", "betas", "gammas", "alphas", "betas", "gammas", UnknownTeam, NoTeam)
		if span := m.span(); span != "" {
			s += ", " + span
		}
		stints = append(stints, s+"}")
	}
	fmt.Fprintf(&b, "teams: [%s]\n", strings.Join(stints, ", "))
	return b.String()
}

func (m *town) post(i int) string {
	var who []string
	for range 1 + m.rng.IntN(3) {
		name := m.name()
		switch m.rng.IntN(6) {
		case 0:
			name = fmt.Sprintf("p-%d", m.rng.IntN(len(m.players)))
		case 1:
			name += " (" + m.pick("QB", "RB", "Alphas", "1990", "1995") + ")"
		case 2:
			name = strings.ToUpper(strings.NewReplacer("'", "’", "é", "e", "-", " ", ".", "").Replace(name))
		case 3:
			name = m.pick("Zeke", "Sauce")
		}
		who = append(who, `"`+name+`"`)
	}
	src := fmt.Sprintf("title: Post %d\ndate: %s\nplayer: [%s]\n", i, m.day(), strings.Join(who, ", "))
	if m.rng.IntN(3) == 0 {
		src += "team: " + m.pick("Alphas", "Old Town", "Town", "BET") + "\n"
	}
	if m.rng.IntN(2) == 0 {
		src += "story: " + m.pick("s-one", "s-two") + "\nstatus: " + m.pick("rumor", "official") + "\n"
	}
	return src
}

func newTown(seed uint64) *town {
	m := &town{rng: rand.New(rand.NewPCG(seed, 2022))}
	for range 12 {
		m.players = append(m.players, m.player())
	}
	for i := range 25 {
		m.posts = append(m.posts, m.post(i))
	}
	return m
}

func (m *town) docs(t *testing.T) []*content.Document {
	t.Helper()
	docs := parse(t, `
-- teams/alphas.md --
names: [{name: Old Town Alphas, to: 2018}, {name: Town Alphas, from: 2018}]
nickname: Alphas
city: Town
league: nfl
-- teams/betas.md --
name: Town Betas
nickname: Betas
city: Town
abbreviations: [BET]
league: nfl
-- teams/gammas.md --
name: Gammas
`)
	for i, p := range m.players {
		docs = append(docs, document(t, fmt.Sprintf("content/players/p-%d.md", i), []byte(p)))
	}
	for i, p := range m.posts {
		docs = append(docs, document(t, fmt.Sprintf("content/posts/post-%d.md", i), []byte(p)))
	}
	return docs
}

// print writes down all that posts say, and all that is said of players.
func (n *Newsroom) print() string {
	var b strings.Builder
	for _, p := range n.Posts {
		fmt.Fprintf(&b, "%s %s | %s | %s", p.Doc.Path, p.ID, said(p), saidTeams(p))
		for _, m := range p.Players {
			for _, t := range m.Teams {
				fmt.Fprintf(&b, " %s", t.ID)
			}
		}
		fmt.Fprintf(&b, " | %s", linkable(p))
		if p.Story != nil {
			if older, _ := n.Beside(p, 1); len(older) > 0 {
				fmt.Fprintf(&b, " after %s", older[0].Slug)
			}
		}
		b.WriteByte('\n')
	}
	for _, p := range n.Players {
		fmt.Fprintf(&b, "%s %s %d %s\n", p.ID, p.Sort, len(n.On(p)), p.At(DayOf(n.Now)).print())
	}
	for _, t := range n.Teams {
		fmt.Fprintf(&b, "%s %d %d %d\n", t.ID, len(n.On(t)), len(t.Stints), len(t.Roster(DayOf(n.Now))))
	}
	for _, s := range n.Stories {
		fmt.Fprintf(&b, "%s %s %s\n", s.ID, n.Title(s), n.Status(s))
	}
	fmt.Fprintf(&b, "%+v %s\n", n.Guesses, n.Next)
	return b.String()
}

func reports(problems problem.List) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

func TestTheOrderOfDocumentsChangesNothing(t *testing.T) {
	for seed := range uint64(30) {
		m := newTown(seed)
		docs := m.docs(t)
		room, problems := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2023-01-01")})
		want := room.print() + reports(problems)
		for range 3 {
			m.rng.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
			room, problems := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2023-01-01")})
			if got := room.print() + reports(problems); got != want {
				t.Fatalf("seed %d:\n%s\nwant\n%s", seed, got, want)
			}
		}
	}
}

// Whoever a post names bears the name, was known that day, fits the qualifier, and
// is the only one: otherwise nobody is named.
func TestNobodyIsMeantWhoCouldNotBe(t *testing.T) {
	resolved, refused := 0, 0
	for seed := range uint64(60) {
		docs := newTown(seed).docs(t)
		room, _ := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2026-01-01")})
		for _, p := range room.Posts {
			typed, _ := p.Doc.Meta.Unpack().Lookup("player")
			for _, f := range typed.Value.Fields {
				text := f.Value.Text
				could := couldBe(room, text, p.Day)
				var meant []*Player
				for _, m := range p.Players {
					if m.Player.Registered() && slices.Contains(could, m.Player) {
						meant = append(meant, m.Player)
					}
				}
				if len(could) == 1 {
					resolved++
					if len(meant) != 1 {
						t.Errorf("seed %d: %s: %q on %s is %s and nobody else, but the post names %s", seed, p.Doc.Path, text, p.Day, could[0].ID, said(p))
					}
				} else {
					refused++
				}
			}
			for _, m := range p.Players {
				if !m.Player.Registered() {
					continue
				}
				if !slices.ContainsFunc(typed.Value.Fields, func(f meta.Field) bool {
					could := couldBe(room, f.Value.Text, p.Day)
					return len(could) == 1 && could[0] == m.Player
				}) {
					t.Errorf("seed %d: %s names %s, who could not be meant", seed, p.Doc.Path, m.Player.ID)
				}
			}
		}
	}
	if resolved < 100 || refused < 100 {
		t.Errorf("%d resolved, %d refused: the test is too easy", resolved, refused)
	}
}

// couldBe is the rule, told in another way than the code does: everybody whom a
// text can mean on a day.
func couldBe(n *Newsroom, text string, day Day) []*Player {
	for _, p := range n.Players {
		if p.Registered() && p.ID == text {
			return []*Player{p}
		}
	}
	name, qualifier := cutQualifier(text)
	var today, ever []*Player
	for _, p := range n.Players {
		if !p.Registered() {
			continue
		}
		known := p.Draft == nil && len(p.Stints)+len(p.Gaps) == 0 || p.Draft != nil && fmt.Sprint(p.Draft.Year) <= string(day[:4])
		var spans []Span
		for _, s := range p.Stints {
			spans = append(spans, s.Span)
		}
		for _, g := range p.Gaps {
			spans = append(spans, g.Span)
		}
		for _, s := range spans {
			if s.From == "" && p.Draft != nil && (s.To == "" || fmt.Sprint(p.Draft.Year, "-01-01") < string(s.To)) {
				continue // it begins on a day that is not known, and the draft's is
			}
			known = known || s.From <= day
		}
		fits := true
		switch qualifier {
		case "QB", "RB", "WR":
			fits = p.Position(day) == qualifier
		case "Alphas":
			fits = slices.ContainsFunc(p.Stints, func(s Stint) bool { return s.Team.ID == "alphas" && s.Covers(day) })
		case "1990", "1995":
			fits = strings.HasPrefix(string(p.Born), qualifier)
		}
		if !known || !fits {
			continue
		}
		for _, n := range append(slices.Clone(p.Names), p.Nicknames...) {
			if fold(n.Text) == fold(name) {
				ever = add(ever, p)
				if n.Covers(day) {
					today = add(today, p)
				}
			}
		}
	}
	if len(today) > 0 {
		return today
	}
	return ever
}

func TestANamesakeChangesNoPostThatHasAnID(t *testing.T) {
	for seed := range uint64(40) {
		m := newTown(seed)
		for i := range m.posts { // every post by id
			m.posts[i] = fmt.Sprintf("title: Post %d\ndate: %s\nplayer: p-%d\n", i, m.day(), m.rng.IntN(len(m.players)))
		}
		docs := m.docs(t)
		before, _ := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2026-01-01")})
		m.rng = rand.New(rand.NewPCG(seed, 1))
		namesake := before.Players[m.rng.IntN(len(before.Players))].Names[0].Text
		docs = append(docs, document(t, "content/players/namesake.md", []byte("name: "+namesake+"\n")))
		after, _ := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2026-01-01")})
		if shifts := after.Shifts(before.Standings()); len(shifts) != 0 {
			t.Errorf("seed %d: %+v", seed, shifts)
		}
		if len(after.Players) != len(before.Players)+1 {
			t.Errorf("%d players, then %d", len(before.Players), len(after.Players))
		}
	}
}

// Folding does not depend on how a name is composed, and folding twice is folding once.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"D’Andre Swift", "Luka Dončić", "C. J. Mosley, Jr.", "\u0130", "ß", "ﬁ", "Ɖ", "\u0345"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("no file is read that is not UTF-8")
		}
		once := fold(s)
		if twice := fold(once); twice != once && !strings.Contains(once, ",") {
			t.Errorf("%q folds to %q and then to %q", s, once, twice)
		}
	})
}

// Whatever was typed, a slug is empty or may be part of an address.
func FuzzSlug(f *testing.F) {
	for _, s := range append(hostile(), "C. J. Mosley", "D’Andre", "Ōtani Šhōhei", "a.b.c.", "北京") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		slug := Slug(s)
		if slug != "" && !isSlug(slug) || Slug(slug) != slug {
			t.Errorf("%q became %q", s, slug)
		}
	})
}

// An edit changes what it is for, or nothing.
func FuzzRewrite(f *testing.F) {
	f.Add("player: [\"Josh Allen\", x]\n", 1, 10, "Josh Allen")
	f.Add("[[Josh Allen|x]]", 1, 1, "Josh Allen")
	f.Fuzz(func(t *testing.T, src string, line, column int, text string) {
		if line > 1000 || column > 1000 {
			return
		}
		got, err := Rewrite([]byte(src), []Edit{{line, column, text, "some-id"}})
		if err == nil && !strings.Contains(string(got), "some-id") {
			t.Errorf("%q became %q", src, got)
		}
	})
}

// Beside a player, a team of another league is meant only if none of the player's
// league goes by that name, and whoever is meant goes by it.
func TestNoTeamIsMeantBesideOneOfThePlayersLeague(t *testing.T) {
	within, without, refused := 0, 0, 0
	for seed := range uint64(150) {
		m := &town{rng: rand.New(rand.NewPCG(seed, 1876))}
		var b strings.Builder
		b.WriteString("-- leagues/alpha.md --\nname: Alpha\n-- leagues/beta.md --\nname: Beta\n")
		towns, nicks := []string{"Los Angeles", "New York", "Georgia", "San Diego"}, []string{"Kings", "Jets", "Stars"}
		for i := range 8 {
			city, nick := m.pick(towns...), m.pick(nicks...)
			fmt.Fprintf(&b, "-- teams/t-%d.md --\n", i)
			switch m.rng.IntN(3) {
			case 0:
				fmt.Fprintf(&b, "name: %s\n", m.pick("Georgia", nick))
			case 1:
				fmt.Fprintf(&b, "names: [{name: %s %s, to: %s}, {name: %s %s}]\n", m.pick(towns...), nick, m.day(), city, nick)
			default:
				fmt.Fprintf(&b, "name: %s %s\n", city, nick)
			}
			fmt.Fprintf(&b, "city: %s\nnickname: %s\nleague: %s\n", city, nick, m.pick("alpha", "beta"))
			if m.rng.IntN(2) == 0 {
				fmt.Fprintf(&b, "abbreviations: [%s]\n", m.pick("LA", "NY", "SD", "G"))
			}
		}
		for i := range 6 {
			fmt.Fprintf(&b, "-- players/p-%d.md --\nname: P %d\nteams: [{team: t-%d, %s}]\n", i, i, m.rng.IntN(8), m.span())
		}
		for i := range 30 {
			word := m.pick("LA", "NY", "SD", "Georgia", "Los Angeles", "New York", "Kings", "Jets", "Stars", "LA Kings", "New York Jets", "the Stars")
			fmt.Fprintf(&b, "-- posts/q-%d.md --\ntitle: Q %d\ndate: %s\nplayer: p-%d\nteam: %s\n", i, i, m.day(), m.rng.IntN(6), word)
		}
		room, _ := assemble(t, "2026-01-01", strings.ReplaceAll(b.String(), ", }", "}"))
		for _, p := range room.Posts {
			v, _ := p.Doc.Meta.Unpack().Lookup("team")
			word := strings.TrimPrefix(v.Value.Text, "the ")
			league := p.Players[0].Player.Stints[0].Team.League
			goesBy := func(team *Team, today bool) bool {
				return slices.ContainsFunc(team.bearers(), func(b bearer[*Team]) bool { return fold(b.text) == fold(word) && (!today || b.Covers(p.Day)) })
			}
			at := slices.IndexFunc(p.Teams, func(m TeamMention) bool { return m.Typed && m.Team.Registered() })
			if at < 0 {
				refused++
				continue
			}
			meant := p.Teams[at].Team
			if !goesBy(meant, false) {
				t.Errorf("seed %d: %s on %s is %s, which never was called so", seed, word, p.Day, meant.ID)
			}
			if meant.League == league {
				within++
				continue
			}
			without++
			for _, other := range room.Teams {
				if other.League == league && goesBy(other, true) {
					t.Errorf("seed %d: %s on %s beside a player of the league of %s, which goes by it, is %s", seed, word, p.Day, other.ID, meant.ID)
				}
			}
		}
	}
	if within < 100 || without < 100 || refused < 100 {
		t.Errorf("%d of the player's league, %d of another, %d refused: the test is too easy", within, without, refused)
	}
}
