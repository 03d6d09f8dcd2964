// Package importer turns a table of players into records of a newsroom, and the blog
// of another program into posts and pages.
//
// Its one law: two people are never made one because they share a name, and a file
// that exists keeps every byte that it has. Where it is not certain who is meant,
// nothing is guessed and the doubt is reported.
package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/newsroom"
	"pressbox/internal/scaffold"
)

// Options say how to read a table.
type Options struct {
	Columns map[Column]string // titles of columns, over what is recognised
	Teams   *Teams
	Kickoff string // month-day on which a season's first week begins; empty for the National Football League's
}

// A Report says what became of the rows of a table.
type Report struct {
	Rows    int
	Written []string // new records, by path
	Merged  []string // records that gained what they lacked, by path
	Known   int      // rows whose record has it all
	Doubts  []Doubt  // by line
	Unclear []Unclear
}

// An Unclear is a word for a team that nothing settles in some season.
type Unclear struct {
	Word string
	Rows int // how often; the list of a report begins with the most
}

// A Doubt is a row, or a part of one, that was left out.
type Doubt struct {
	Line int
	Name string
	Text string // why, and what to do
}

// Players writes the players of a table below root.
func Players(root *os.Root, room *newsroom.Newsroom, in io.Reader, opt Options) (*Report, error) {
	rows, err := readTable(in, opt.Columns)
	if err != nil {
		return nil, err
	}
	x := &imported{opt: opt, root: root, report: &Report{Rows: len(rows)}, ids: map[string]bool{}, unclear: map[string]int{}, byName: map[string][]*newsroom.Player{}, byKey: map[string]*newsroom.Player{}}
	for _, p := range room.Players {
		if !p.Registered() {
			continue
		}
		x.ids[p.ID] = true
		for _, n := range slices.Concat(p.Names, p.Nicknames) {
			slug := newsroom.Slug(n.Text)
			if !slices.Contains(x.byName[slug], p) {
				x.byName[slug] = append(x.byName[slug], p)
			}
		}
		if v, ok := p.Params.Lookup(keyParam); ok {
			x.byKey[v.Value.Text] = p
		}
	}
	x.begin(rows)
	for _, r := range rows {
		if err := x.row(r); err != nil {
			return x.report, fmt.Errorf("line %d: %w", r.line, err)
		}
	}
	for word, rows := range x.unclear {
		x.report.Unclear = append(x.report.Unclear, Unclear{word, rows})
	}
	slices.SortFunc(x.report.Unclear, func(a, b Unclear) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Word, b.Word)) })
	return x.report, nil
}

// keyParam is the key of a record's params that keeps what tables call a person,
// by which a later import knows him or her again.
const keyParam = "key"

// An imported is a table on its way into a newsroom.
type imported struct {
	opt     Options
	root    *os.Root
	report  *Report
	ids     map[string]bool               // taken
	byName  map[string][]*newsroom.Player // registered before, by slug of any name
	byKey   map[string]*newsroom.Player   // registered before, by key
	first   stint                         // the earliest week of the table
	shared  map[string]int                // rows of the table, by slug of the name
	unclear map[string]int                // how often a team is called a word that nothing settles
	lines   map[string]int                // of rows that are done, by key, else by all that they say
}

func (x *imported) doubt(r row, format string, args ...any) {
	x.report.Doubts = append(x.report.Doubts, Doubt{r.line, r.get(Name), fmt.Sprintf(format, args...)})
}

// begin looks at the whole table.
func (x *imported) begin(rows []row) {
	x.shared, x.lines = map[string]int{}, map[string]int{}
	for _, r := range rows {
		name, sort := newsroom.InOrder(r.get(Name))
		if first, last := r.get(First), r.get(Last); first != "" && last != "" && name == first+" "+last {
			sort = newsroom.Filed(first, last)
		}
		r.values[Name], r.values[filed] = name, sort
		x.shared[newsroom.Slug(r.get(Name))]++
		stints, _ := readStints(r.get(Stints)) // reported where the row is read
		for _, s := range stints {
			if x.first.season == 0 || before(s, x.first) {
				x.first = s
			}
		}
	}
}

func before(a, b stint) bool {
	return cmp.Or(cmp.Compare(a.season, b.season), cmp.Compare(a.week, b.week)) < 0
}

// row finds out whether somebody has a record, and writes what is new.
func (x *imported) row(r row) error {
	name, said := r.get(Name), r.get(Key)
	if fault := newsroom.NameFault(name); fault != "" {
		x.doubt(r, "the name %s; left out", fault)
		return nil
	}
	if strings.HasPrefix(name, "=") {
		x.doubt(r, "the name is a formula; left out")
		return nil
	}
	if said == "" {
		said = fmt.Sprint(r.values) // in order of column
	}
	if line, ok := x.lines[said]; ok {
		x.doubt(r, "line %d has the same key, or says the same; left out", line)
		return nil
	}
	x.lines[said] = r.line
	slug := newsroom.Slug(name)
	rec := x.record(r)
	if p, ok := x.byKey[r.get(Key)]; ok && r.get(Key) != "" {
		return x.merge(r, p, rec)
	}
	namesakes := slices.Clone(x.byName[slug])
	for _, s := range rec.spellings {
		for _, p := range x.byName[newsroom.Slug(s)] {
			if !slices.Contains(namesakes, p) {
				namesakes = append(namesakes, p)
			}
		}
	}
	var same []*newsroom.Player
	for _, p := range namesakes {
		if samePick(p, rec) || rec.born != "" && string(p.Born) == rec.born {
			same = []*newsroom.Player{p} // a pick is one person's, whoever else fits
			break
		}
		if x.shared[slug] == 1 && fits(p, rec) {
			same = append(same, p)
		}
	}
	switch {
	case len(same) == 1:
		return x.merge(r, same[0], rec)
	case len(namesakes) > 0:
		var ids []string
		for _, p := range namesakes {
			ids = append(ids, p.ID)
		}
		x.doubt(r, "the name is borne by %s, and nothing but the name says that it is the same person; left out (write it by hand if it is somebody else)", strings.Join(ids, ", "))
		return nil
	}
	id := x.id(slug, rec)
	file := path.Join("content", "players", id+".md")
	switch err := scaffold.Create(x.root, file, rec.text()); {
	case errors.Is(err, fs.ErrExist):
		x.doubt(r, "%s exists and cannot be read; left out (mend it, and import again)", file)
		return nil
	case err != nil:
		return err
	}
	x.ids[id] = true
	x.report.Written = append(x.report.Written, file)
	return nil
}

// samePick reports whether a player's record has the draft pick of rec.
func samePick(p *newsroom.Player, rec *record) bool {
	return p.Draft != nil && rec.pick > 0 && p.Draft.Year == rec.year && p.Draft.Pick == rec.pick
}

// fits reports whether more than the name says that a drafted row is p: the club
// that drafted is the first that p is known to have played for, p is known from
// that year on or later, and both play where the other does.
func fits(p *newsroom.Player, rec *record) bool {
	if p.Draft != nil || rec.year == 0 || rec.team == "" || len(p.Stints) == 0 {
		return false
	}
	first := p.Stints[0]
	if slices.ContainsFunc(p.Gaps, func(g newsroom.Gap) bool { return g.Unknown && g.From <= first.From }) {
		return false // it may have been any other
	}
	if first.Team.ID != rec.team || first.From != "" && first.From.Year() < rec.year {
		return false
	}
	return len(p.Positions) > 0 && group(p.Positions[0].Text) == group(rec.position)
}

// group returns the words under which tables list the same work. What is not
// among them is a group of its own.
func group(position string) string {
	position = strings.ToUpper(position)
	for name, words := range map[string][]string{
		"backs":     {"RB", "FB", "HB"},
		"linemen":   {"T", "G", "C", "OT", "OG", "OL", "LT", "RT", "LG", "RG"},
		"front":     {"DE", "DT", "NT", "DL", "LB", "OLB", "ILB", "MLB", "EDGE"},
		"secondary": {"DB", "CB", "S", "FS", "SS", "SAF"},
		"kickers":   {"K", "P", "PK", "LS"},
	} {
		if slices.Contains(words, position) {
			return name
		}
	}
	return position
}

// id returns an id that nobody has: the name, else with what tells namesakes apart.
func (x *imported) id(slug string, rec *record) string {
	tries := []string{slug}
	if rec.position != "" {
		tries = append(tries, slug+"-"+newsroom.Slug(rec.position))
	}
	if rec.year > 0 {
		tries = append(tries, fmt.Sprintf("%s-%d", slug, rec.year))
	}
	for n := 2; ; n++ {
		for _, id := range tries {
			if !x.ids[id] {
				return id
			}
		}
		tries = []string{fmt.Sprintf("%s-%d", slug, n)}
	}
}

// A record is what a row says of somebody.
type record struct {
	name, sort, position, born, college, key string
	spellings                                []string
	year, round, pick                        int
	team                                     string   // that drafted; id
	stints                                   []string // flow maps of YAML
}

// record reads a row. What cannot be read is a doubt, and left out.
func (x *imported) record(r row) *record {
	rec := &record{name: r.get(Name), sort: r.get(filed), position: r.get(Position), college: r.get(College), key: r.get(Key)}
	for _, s := range strings.FieldsFunc(r.get(Spellings), func(c rune) bool { return c == '|' || c == ';' }) {
		if s, _ = newsroom.InOrder(strings.TrimSpace(s)); newsroom.NameFault(s) == "" && s != rec.name && !slices.Contains(rec.spellings, s) {
			rec.spellings = append(rec.spellings, s)
		}
	}
	if born := r.get(Born); born != "" {
		if _, err := time.Parse(time.DateOnly, born); err == nil {
			rec.born = born
		} else {
			x.doubt(r, "%q is not a day like 1999-06-22; left out", born)
		}
	}
	for _, to := range []struct {
		number *int
		column Column
	}{{&rec.year, Year}, {&rec.round, Round}, {&rec.pick, Pick}} {
		text := r.get(to.column)
		if text == "" {
			continue
		}
		if n, err := strconv.Atoi(text); err == nil && 0 <= n && n < 10_000 {
			*to.number = n
		} else {
			x.doubt(r, "%q is not a number below 10000 (%s); left out", text, to.column)
		}
	}
	switch word := r.get(Team); {
	case word == "":
	case rec.year > 0:
		id, ok := x.opt.Teams.find(word, rec.year)
		if !ok {
			x.unclear[word]++
			x.doubt(r, "no team, or more than one, is called %q in %d; left out (say which in a table given with --teams)", word, rec.year)
		}
		rec.team = id
	case r.get(Stints) == "":
		x.doubt(r, "nothing says since when the team is %q; left out (write a column of teams like %s@2021w1)", word, word)
	}
	x.stints(r, rec)
	return rec
}

// stints reads the teams of a row.
func (x *imported) stints(r row, rec *record) {
	stints, err := readStints(r.get(Stints))
	if err != nil {
		x.doubt(r, "%v; left out", err)
		return
	}
	told := false // of some team, or that there was one
	for i, s := range stints {
		id, ok := x.opt.Teams.find(s.team, s.season)
		switch {
		case !ok:
			x.unclear[s.team]++
			x.doubt(r, "no team, or more than one, is called %q in %d; the record says \"team: %s\" (write which, or say it before the import in a table given with --teams)", s.team, s.season, newsroom.UnknownTeam)
			id, told = newsroom.UnknownTeam, true
		case id != "":
			told = true
		case len(rec.stints) > 0:
			continue // nothing stands between the stints around it
		default:
			id = newsroom.NoTeam // since when posts may mean him or her
		}
		text := "{team: " + id
		// Somebody who is there in the table's first week came before it, and nobody
		// knows when.
		if before(x.first, s) {
			text += ", from: " + string(s.day(x.opt.Kickoff))
		}
		if i+1 < len(stints) {
			text += ", to: " + string(stints[i+1].day(x.opt.Kickoff))
		}
		rec.stints = append(rec.stints, text+"}")
	}
	if !told {
		rec.stints = nil
	}
}

// A field is a key of front matter with its value as YAML.
type field struct{ key, value string }

// fields returns what rec says, in the order of the manual.
func (rec *record) fields() []field {
	var fields []field
	add := func(key, value string) {
		if value != "" {
			fields = append(fields, field{key, value})
		}
	}
	add("name", scaffold.Scalar(rec.name))
	if rec.sort != "" {
		add("sort", scaffold.Scalar(rec.sort))
	}
	if len(rec.spellings) > 0 {
		var words []string
		for _, s := range rec.spellings {
			words = append(words, scaffold.Scalar(s))
		}
		add("nicknames", "["+strings.Join(words, ", ")+"]")
	}
	if rec.position != "" {
		add("position", scaffold.Scalar(rec.position))
	}
	add("born", rec.born)
	if rec.college != "" {
		add("college", scaffold.Scalar(rec.college))
	}
	if rec.year > 0 && rec.round > 0 {
		drafted := fmt.Sprintf("{year: %d, round: %d", rec.year, rec.round)
		if rec.pick > 0 {
			drafted += fmt.Sprintf(", pick: %d", rec.pick)
		}
		if rec.team != "" {
			drafted += ", team: " + rec.team
		}
		add("drafted", drafted+"}")
	}
	if len(rec.stints) > 0 {
		add("teams", "["+strings.Join(rec.stints, ", ")+"]")
	}
	if rec.key != "" {
		add("params", "{"+keyParam+": "+scaffold.Scalar(rec.key)+"}")
	}
	return fields
}

// text returns a new record.
func (rec *record) text() []byte {
	var b bytes.Buffer
	b.WriteString("---\n")
	for _, f := range rec.fields() {
		b.WriteString(f.key + ": " + f.value + "\n")
	}
	b.WriteString("---\n")
	return b.Bytes()
}

// synonyms are keys that a record may have in place of one of ours.
var synonyms = map[string][]string{"name": {"names"}, "position": {"positions", "role"}}

// merge adds to the record of p what rec knows and it lacks, before the line that
// closes its front matter. Everything else stays as it is, byte for byte.
func (x *imported) merge(r row, p *newsroom.Player, rec *record) error {
	name := p.Doc.Path
	has := map[string]bool{}
	for _, f := range p.Doc.Meta.Unpack().Fields {
		has[f.Key] = true
	}
	var add bytes.Buffer
	for _, f := range rec.fields() {
		lacks := !has[f.key] && !slices.ContainsFunc(synonyms[f.key], func(k string) bool { return has[k] })
		// Another table's spelling or team list beside the record's own is for people.
		if lacks && f.key != "name" && f.key != "sort" && f.key != "teams" && f.key != "params" {
			add.WriteString(f.key + ": " + f.value + "\n")
		}
	}
	if slices.ContainsFunc(p.Gaps, func(g newsroom.Gap) bool { return g.Unknown }) && len(rec.stints) > 0 && !slices.ContainsFunc(rec.stints, func(s string) bool { return strings.HasPrefix(s, "{team: "+newsroom.UnknownTeam) }) {
		x.doubt(r, "%s says \"team: %s\", and the table knows more; put it there by hand: teams: [%s]", name, newsroom.UnknownTeam, strings.Join(rec.stints, ", "))
	}
	if add.Len() == 0 {
		x.report.Known++
		return nil
	}
	src, err := x.root.ReadFile(name)
	if err != nil {
		return err
	}
	at, end, ok := closing(src)
	if !ok {
		x.doubt(r, "%s has front matter that is not YAML; add by hand: %s", name, strings.ReplaceAll(strings.TrimSpace(add.String()), "\n", ", "))
		return nil
	}
	text := slices.Concat(src[:at], bytes.ReplaceAll(add.Bytes(), []byte("\n"), end), src[at:])
	if err := replace(x.root, name, text); err != nil {
		return err
	}
	x.report.Merged = append(x.report.Merged, name)
	return nil
}

// closing returns where the line begins that closes YAML front matter, and how its
// lines end.
func closing(src []byte) (at int, end []byte, ok bool) {
	for _, end := range []string{"\n", "\r\n"} {
		if !bytes.HasPrefix(src, []byte("---"+end)) {
			continue
		}
		for _, line := range []string{"---", "..."} {
			if i := bytes.Index(src, []byte(end+line+end)); i >= 0 {
				return i + len(end), []byte(end), true
			}
		}
		if bytes.HasSuffix(src, []byte(end+"---")) {
			return len(src) - len("---"), []byte(end), true
		}
	}
	return 0, nil, false
}

// replace writes a file beside its place and renames it, so that an interruption
// leaves the old one or the new one.
func replace(root *os.Root, name string, text []byte) error {
	mode := fs.FileMode(0o666)
	if info, err := root.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	fresh := path.Join(path.Dir(name), "."+path.Base(name)+"~")
	if err := root.WriteFile(fresh, text, mode); err != nil {
		root.Remove(fresh)
		return err
	}
	return root.Rename(fresh, name)
}
