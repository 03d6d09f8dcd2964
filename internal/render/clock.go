package render

import (
	"fmt"
	"strconv"
	"time"

	"pressbox/internal/plan"
)

// A moment is a plan.Time taken apart.
type moment struct {
	year, month, day int
	hour, minute     int
	timed            bool   // it has a time of day
	offset           string // -04:00, or Z
}

// parseTime takes apart what plan wrote: 2022-11-01, or 2022-11-01T17:05:00-04:00.
func parseTime(t plan.Time) (m moment, ok bool) {
	if len(t) < 10 || t[4] != '-' || t[7] != '-' {
		return m, false
	}
	m.year, m.month, m.day = atoi(t[:4]), atoi(t[5:7]), atoi(t[8:10])
	if m.month < 1 || m.month > 12 || m.day < 1 || m.day > 31 || m.year < 0 {
		return m, false
	}
	if len(t) == 10 {
		return m, true
	}
	if len(t) < 20 || t[10] != 'T' {
		return m, false
	}
	m.hour, m.minute, m.timed, m.offset = atoi(t[11:13]), atoi(t[14:16]), true, string(t[19:])
	return m, m.hour >= 0 && m.minute >= 0
}

func atoi(s plan.Time) int {
	n, err := strconv.Atoi(string(s))
	if err != nil {
		return -1
	}
	return n
}

// placeholder returns what {name} stands for in the patterns of dates and times.
func (w *words) placeholder(m moment, name string) (string, bool) {
	switch name {
	case "year":
		return fmt.Sprintf("%04d", m.year), true
	case "month", "mon":
		list := w.notation.Lists["months"]
		if short := w.notation.Lists["short_months"]; name == "mon" && short != nil {
			list = short
		}
		if list == nil {
			return fmt.Sprintf("%02d", m.month), true
		}
		return list[m.month-1], true
	case "m":
		return strconv.Itoa(m.month), true
	case "mm":
		return fmt.Sprintf("%02d", m.month), true
	case "d":
		return strconv.Itoa(m.day), true
	case "dd":
		return fmt.Sprintf("%02d", m.day), true
	case "weekday":
		list := w.notation.Lists["weekdays"]
		if list == nil {
			return "", true
		}
		return list[time.Date(m.year, time.Month(m.month), m.day, 0, 0, 0, 0, time.UTC).Weekday()], true
	case "h":
		return strconv.Itoa(m.hour), true
	case "hh":
		return fmt.Sprintf("%02d", m.hour), true
	case "h12":
		return strconv.Itoa((m.hour+11)%12 + 1), true
	case "min":
		return fmt.Sprintf("%02d", m.minute), true
	case "ampm":
		if m.hour < 12 {
			return w.notation.Texts["am"], true
		}
		return w.notation.Texts["pm"], true
	}
	return "", false
}

// print writes t after the named pattern; an empty time prints nothing.
func (w *words) print(t plan.Time, pattern string) (string, error) {
	if t == "" {
		return "", nil
	}
	m, ok := parseTime(t)
	if !ok {
		return "", mistakef("", "a time is 2022-11-01 or 2022-11-01T17:05:00-04:00", "%q is not a time", t)
	}
	return w.pattern(m, pattern), nil
}

func (w *words) pattern(m moment, name string) string {
	return expand(w.notation.Texts[name], func(name string) (string, bool) { return w.placeholder(m, name) })
}

// clock writes the time of day; nothing for a bare day.
func (w *words) clock(t plan.Time) (string, error) {
	if len(t) == len("2022-11-01") {
		return "", nil
	}
	return w.print(t, "clock")
}

// stamp writes date, time and zone; a bare day as a date.
func (w *words) stamp(t plan.Time, zone *time.Location) (string, error) {
	m, ok := parseTime(t)
	if !ok || !m.timed {
		return w.print(t, "date")
	}
	return expand(w.notation.Texts["stamp"], func(name string) (string, bool) {
		switch name {
		case "date", "clock":
			return w.pattern(m, name), true
		case "zone":
			return zoneName(t, m, zone), true
		}
		return w.placeholder(m, name)
	}), nil
}

// zoneName names the zone of t as zone does (EDT); where that has no letters for
// it, or t was not written in that zone, it is the distance from UTC.
func zoneName(t plan.Time, m moment, zone *time.Location) string {
	if zone != nil {
		if at, err := time.Parse(time.RFC3339, string(t)); err == nil {
			_, written := at.Zone()
			name, seconds := at.In(zone).Zone()
			if written == seconds && name != "" && name[0] != '+' && name[0] != '-' {
				return name
			}
		}
	}
	if m.offset == "Z" || m.offset == "+00:00" || len(m.offset) != 6 {
		return "UTC"
	}
	sign, hours, minutes := "+", m.offset[1:3], m.offset[4:6]
	if m.offset[0] == '-' {
		sign = "−"
	}
	if hours[0] == '0' {
		hours = hours[1:]
	}
	if minutes == "00" {
		return "UTC" + sign + hours
	}
	return "UTC" + sign + hours + ":" + minutes
}

// sameDay reports whether a and b are one day where they were written.
func sameDay(a, b plan.Time) bool {
	return len(a) >= 10 && len(b) >= 10 && a[:10] == b[:10]
}
