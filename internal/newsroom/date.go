package newsroom

import (
	"fmt"
	"strings"
	"time"
)

// A Day is a calendar day: 2022-11-01. Days compare as text. The empty Day is
// unknown, or without limit.
type Day string

// DayOf returns the day of t where t is shown.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return dayFrom(y, int(m), d)
}

func dayFrom(year, month, day int) Day {
	b := [10]byte{
		digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-',
		digit(month / 10), digit(month), '-', digit(day / 10), digit(day),
	}
	return Day(b[:])
}

func digit(n int) byte { return byte('0' + n%10) }

// Date returns the year, month and day of d; zeros when d is empty.
func (d Day) Date() (year, month, day int) {
	if len(d) != len("2022-11-01") {
		return 0, 0, 0
	}
	return number(string(d[:4])), number(string(d[5:7])), number(string(d[8:]))
}

// Year returns the year of d; 0 when d is empty.
func (d Day) Year() int {
	year, _, _ := d.Date()
	return year
}

// number reads digits; it is called with nothing else.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// Start returns the first instant of d in a zone. It is midnight, or an hour
// later where clocks are put forward at midnight.
func (d Day) Start(zone *time.Location) time.Time {
	year, month, day := d.Date()
	t, _ := clockTime(year, month, day, 0, 0, 0, 0, zone)
	return t
}

// A Span is the days from From up to and without To; either may be empty.
type Span struct {
	From, To Day
}

// Covers reports whether day is one of the days of s.
func (s Span) Covers(day Day) bool {
	return s.From <= day && (s.To == "" || day < s.To)
}

// String says s in words of messages.
func (s Span) String() string {
	switch {
	case s.From == "" && s.To == "":
		return "always"
	case s.From == "":
		return "until " + string(s.To)
	case s.To == "":
		return "since " + string(s.From)
	}
	return string(s.From) + " to " + string(s.To)
}

// around returns the part of s around day that lies wholly inside of t or outside.
func (s Span) around(day Day, t Span) Span {
	for _, turn := range [...]Day{t.From, t.To} {
		switch {
		case turn == "":
		case turn <= day:
			s.From = max(s.From, turn)
		case s.To == "" || turn < s.To:
			s.To = turn
		}
	}
	return s
}

// within returns the days that s and t have in common, if there are any.
func (s Span) within(t Span) (Span, bool) {
	both := Span{max(s.From, t.From), s.To}
	if s.To == "" || t.To != "" && t.To < s.To {
		both.To = t.To
	}
	return both, s.overlaps(t)
}

// overlaps reports whether s and t have a day in common.
func (s Span) overlaps(t Span) bool {
	return (s.To == "" || t.From < s.To) && (t.To == "" || s.From < t.To)
}

// years returns how many full years have passed from one day to another. Who was
// born on 29 February grows older on 1 March of other years.
func years(from, to Day) int {
	n := to.Year() - from.Year()
	if to[4:] < from[4:] {
		n--
	}
	return n
}

// clockTime returns the instant at which clocks of a zone show a time. Where they
// never do, because they are put forward, it is an hour later and gap is true.
func clockTime(year, month, day, hour, minute, second, nano int, zone *time.Location) (t time.Time, gap bool) {
	t = time.Date(year, time.Month(month), day, hour, minute, second, nano, zone)
	if h, m, _ := t.Clock(); h == hour && m == minute {
		return t, false
	}
	// Reckoned with the offset of before the gap, the time comes out behind it.
	_, offset := t.Add(-4 * time.Hour).Zone()
	utc := time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC)
	return utc.Add(-time.Duration(offset) * time.Second).In(zone), true
}

// A moment is a date as written in front matter.
type moment struct {
	time     time.Time
	day      Day // of time
	dateOnly bool
	gap      bool // clocks never showed it
}

// parseMoment reads 2022-11-01, 2022-11-01 17:05 and RFC 3339. Without a zone it
// is in zone. The error says what is wrong with the text.
func parseMoment(text string, zone *time.Location) (moment, error) {
	year, month, day, rest, err := cutDate(text)
	if err != nil {
		return moment{}, err
	}
	if rest == "" {
		t, _ := clockTime(year, month, day, 0, 0, 0, 0, zone)
		return moment{time: t, day: Day(text), dateOnly: true}, nil
	}
	hour, minute, second, nano, rest, ok := cutClock(rest)
	if !ok {
		return moment{}, errForm
	}
	if hour > 23 || minute > 59 || second > 59 {
		return moment{}, fmt.Errorf("there is no such time of day")
	}
	if rest == "" {
		t, gap := clockTime(year, month, day, hour, minute, second, nano, zone)
		if gap {
			return moment{time: t, day: DayOf(t), gap: true}, nil
		}
		return moment{time: t, day: Day(text[:10])}, nil
	}
	offset, ok := parseOffset(strings.TrimPrefix(rest, " "))
	if !ok {
		return moment{}, errForm
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nano, time.UTC).Add(-offset)
	t = t.In(zone)
	return moment{time: t, day: DayOf(t)}, nil
}

var errForm = fmt.Errorf("it is not a date")

// cutDate cuts 2022-11-01 off the front of text.
func cutDate(text string) (year, month, day int, rest string, err error) {
	if len(text) < 10 || !digits(text[:4]) || text[4] != '-' || !digits(text[5:7]) || text[7] != '-' || !digits(text[8:10]) {
		return 0, 0, 0, "", errForm
	}
	year, month, day, rest = number(text[:4]), number(text[5:7]), number(text[8:10]), text[10:]
	if year == 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, 0, 0, "", fmt.Errorf("there is no such day")
	}
	return year, month, day, rest, nil
}

// cutClock cuts T17:05, " 17:05:30" or " 17:05:30.25" off the front of text.
func cutClock(text string) (hour, minute, second, nano int, rest string, ok bool) {
	if len(text) < 6 || text[0] != 'T' && text[0] != 't' && text[0] != ' ' ||
		!digits(text[1:3]) || text[3] != ':' || !digits(text[4:6]) {
		return 0, 0, 0, 0, "", false
	}
	hour, minute, rest = number(text[1:3]), number(text[4:6]), text[6:]
	if len(rest) >= 3 && rest[0] == ':' && digits(rest[1:3]) {
		second, rest = number(rest[1:3]), rest[3:]
		if len(rest) > 1 && rest[0] == '.' {
			n := 1
			for unit := 100_000_000; n < len(rest) && digits(rest[n:n+1]); n++ {
				nano += unit * int(rest[n]-'0')
				unit /= 10
			}
			if n == 1 {
				return 0, 0, 0, 0, "", false
			}
			rest = rest[n:]
		}
	}
	return hour, minute, second, nano, rest, true
}

// parseOffset reads Z, -04:00 and -0400.
func parseOffset(text string) (time.Duration, bool) {
	if text == "Z" || text == "z" || text == "UTC" {
		return 0, true
	}
	if len(text) == 6 && text[3] == ':' {
		text = text[:3] + text[4:]
	}
	if len(text) != 5 || text[0] != '+' && text[0] != '-' || !digits(text[1:]) {
		return 0, false
	}
	hours, minutes := number(text[1:3]), number(text[3:])
	if hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if text[0] == '-' {
		offset = -offset
	}
	return offset, true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// parseDay reads a day of a record: 2020-04-24, 2020-04 and 2020 for its first day.
func parseDay(text string) (Day, error) {
	switch {
	case len(text) == 4 && digits(text):
		text += "-01-01"
	case len(text) == 7 && text[4] == '-':
		text += "-01"
	}
	_, _, _, rest, err := cutDate(text)
	switch {
	case err != nil:
		return "", err
	case rest != "":
		return "", fmt.Errorf("it has a time of day")
	}
	return Day(text), nil
}

// otherDate reads dates as other programs and people write them, for the hint of
// how to write it here.
func otherDate(text string) (Day, bool) {
	for _, layout := range []string{
		"2006/01/02", "2006.01.02", "20060102", "2006-1-2", "Jan 2, 2006", "January 2, 2006", "Jan. 2, 2006",
		"2 Jan 2006", "2 January 2006", "2 January, 2006", "2.1.2006", time.RFC1123, time.RFC1123Z, time.ANSIC, "2006-01-02T15", "2006-01-02 15",
		"2006-01-02 3:04 PM", "2006-01-02 3:04PM", "2006-01-02 3:04 pm", "2006-01-02 15.04",
	} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 && t.Year() <= 9999 {
			return DayOf(t), true
		}
	}
	return "", false
}
