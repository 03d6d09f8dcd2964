package importer

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Column is what a column of a table can hold.
type Column string

// The columns that are understood. Only Name is required, or First and Last.
const (
	Name      Column = "name"
	First     Column = "first" // and middle names
	Last      Column = "last"
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

// filed is what begins the name in lists, where that is not guessed from it. No
// table has it: it comes of names in parts and of those written last name first.
const filed Column = "filed"

// titles are the words that tables of this kind have at the head of a column, in
// the form of fold.
var titles = map[Column][]string{
	Name:      {"name", "player", "playername", "fullname", "displayname"},
	First:     {"first", "firstname", "givenname"},
	Last:      {"last", "lastname", "surname", "familyname"},
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

// A table of all people who ever played has fewer rows, and shorter lines.
const (
	most    = 1_000_000
	longest = 1 << 20 // bytes
)

// readTable reads a table of values between commas, semicolons or tabs whose first
// line names its columns. named gives columns by the title they have, over what is
// recognised.
func readTable(in io.Reader, named map[Column]string) ([]row, error) {
	text := bufio.NewReaderSize(&lines{in: in}, 1<<16)
	start, err := text.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) || bytes.IndexByte(start, 0) >= 0 {
		return nil, errors.New("the table is in UTF-16: save it as CSV in UTF-8")
	}
	if bytes.HasPrefix(start, []byte("\uFEFF")) { // with which spreadsheets begin a table
		if _, err := text.Discard(len("\uFEFF")); err != nil {
			return nil, err
		}
	}
	c := csv.NewReader(text)
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	c.Comma = separator(start)
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
			if i >= len(record) {
				continue
			}
			switch text := strings.TrimSpace(record[i]); {
			case !utf8.ValidString(text):
				return nil, fmt.Errorf("line %d is not in UTF-8: save the table as CSV in UTF-8", line)
			case strings.ContainsAny(text, "\r\n"):
				return nil, fmt.Errorf("line %d: the %s runs over several lines: is a quotation mark left open?", line, column)
			default:
				// Names hold two spaces between words in many tables.
				r.values[column] = strings.Join(strings.Fields(text), " ")
			}
		}
		if _, ok := where[Name]; !ok {
			r.values[Name] = strings.TrimSpace(r.get(First) + " " + r.get(Last))
		}
		rows = append(rows, r)
	}
}

// separator returns what parts most of the first line of a table.
func separator(start []byte) rune {
	head, _, _ := bytes.Cut(start, []byte("\n"))
	return slices.MaxFunc([]rune{',', ';', '\t'}, func(a, b rune) int {
		return cmp.Compare(bytes.Count(head, []byte(string(a))), bytes.Count(head, []byte(string(b))))
	})
}

// lines refuses to read a line that is too long, before it fills the memory.
type lines struct {
	in          io.Reader
	line, bytes int // before what comes next
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	for _, c := range p[:n] {
		if l.bytes++; c == '\n' {
			l.line, l.bytes = l.line+1, 0
		} else if l.bytes > longest {
			return 0, fmt.Errorf("line %d is longer than a megabyte: this is no table of people", l.line+1)
		}
	}
	return n, err
}

// recognise returns which column of a table holds what.
func recognise(head []string, named map[Column]string) (map[Column]int, error) {
	where := map[Column]int{}
	for column, title := range named {
		if _, ok := titles[column]; !ok {
			return nil, fmt.Errorf("there is no column %q; there are %s", column, strings.Join(Columns(), ", "))
		}
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
	_, name := where[Name]
	_, first := where[First]
	if _, last := where[Last]; !name && !(first && last) {
		return nil, fmt.Errorf("no column of the table is known to hold names; it has %s: say which with --column name=TITLE", strings.Join(head, ", "))
	}
	return where, nil
}
