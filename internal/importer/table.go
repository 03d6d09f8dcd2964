package importer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// A Column is what a column of a table can hold.
type Column string

// The columns that are understood. Only Name is required.
const (
	Name      Column = "name"
	Key       Column = "key"       // what the table calls the person: two keys are two people
	Spellings Column = "spellings" // other ways to write the name, separated by | or ;
	Position  Column = "position"
	Born      Column = "born" // 1999-06-22
	College   Column = "college"
	Team      Column = "team"  // the team that drafted, or plays for, the person
	Stints    Column = "teams" // TEAM@2021w1 > TEAM@2022w5
	Year      Column = "year"  // of the draft
	Round     Column = "round"
	Pick      Column = "pick"
)

// titles are the words that tables of this kind have at the head of a column, in
// the form of fold.
var titles = map[Column][]string{
	Name:      {"name", "player", "playername", "fullname", "displayname"},
	Key:       {"key", "playerid", "id", "gsisid", "pfrid", "nflid", "espnid", "mlbid"},
	Spellings: {"spellings", "otherspellings", "othernames", "aliases", "nicknames", "aka"},
	Position:  {"position", "pos"},
	Born:      {"born", "birthdate", "dateofbirth", "dob", "birthday"},
	College:   {"college", "school", "university"},
	Team:      {"team", "club", "teamabbr", "draftteam"},
	Stints:    {"teams", "teamsinorder", "stints", "clubs"},
	Year:      {"year", "draftyear", "season"},
	Round:     {"round", "rnd", "draftround"},
	Pick:      {"pick", "overall", "draftpick", "pickoverall"},
}

// Columns returns the columns that can be named, sorted.
func Columns() []string {
	var names []string
	for c := range titles {
		names = append(names, string(c))
	}
	slices.Sort(names)
	return names
}

// fold takes from a title what people write differently.
func fold(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// A row is one person as a table has him or her.
type row struct {
	line   int // in the file, from 1
	values map[Column]string
}

func (r row) get(c Column) string { return r.values[c] }

// most rows that are read: a table of all people who ever played has fewer.
const most = 1_000_000

// readTable reads a table of comma-separated values whose first line names its
// columns. named gives columns by the title they have, over what is recognised.
func readTable(in io.Reader, named map[Column]string) ([]row, error) {
	c := csv.NewReader(skipMark(in))
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	head, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty")
	}
	if err != nil {
		return nil, err
	}
	where, err := recognise(head, named)
	if err != nil {
		return nil, err
	}
	var rows []row
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if len(rows) == most {
			return nil, fmt.Errorf("the table has more than %d rows", most)
		}
		line, _ := c.FieldPos(0)
		r := row{line, map[Column]string{}}
		for column, i := range where {
			if i < len(record) {
				// Names end in spaces and hold two between words in many tables.
				r.values[column] = strings.Join(strings.Fields(record[i]), " ")
			}
		}
		rows = append(rows, r)
	}
}

// skipMark drops a byte-order mark, with which spreadsheets begin a table.
func skipMark(in io.Reader) io.Reader {
	head := make([]byte, 3)
	n, err := io.ReadFull(in, head)
	text := strings.TrimPrefix(string(head[:n]), "\uFEFF")
	if err != nil {
		return strings.NewReader(text)
	}
	return io.MultiReader(strings.NewReader(text), in)
}

// recognise returns which column of a table holds what.
func recognise(head []string, named map[Column]string) (map[Column]int, error) {
	where := map[Column]int{}
	for column, title := range named {
		i := slices.IndexFunc(head, func(h string) bool { return strings.TrimSpace(h) == title })
		if i < 0 {
			return nil, fmt.Errorf("the table has no column %q; it has %s", title, strings.Join(head, ", "))
		}
		where[column] = i
	}
	for i, h := range head {
		for column, words := range titles {
			if _, ok := where[column]; !ok && slices.Contains(words, fold(h)) {
				where[column] = i
			}
		}
	}
	if _, ok := where[Name]; !ok {
		return nil, fmt.Errorf("no column of the table is known to hold names; it has %s: say which with --column name=TITLE", strings.Join(head, ", "))
	}
	return where, nil
}
