package newsroom

import (
	"testing"
	"time"
)

func TestNotesWaitForTheirTime(t *testing.T) {
	const archive = `-- posts/p.md --
title: x
date: 2022-11-01 10:00
updated: 2022-11-04 10:00
updates: [{date: 2022-11-02 10:00, text: one}, {date: 2022-11-03 10:00, text: two}]
corrections: [{date: 2022-11-05 10:00, text: three}]
retracted: {date: 2022-11-06 10:00, reason: four}
`
	for _, c := range []struct {
		now                  string // noon of that day
		updates, corrections int
		retracted            bool
		updated, next        string
	}{
		{"2022-11-01", 0, 0, false, "", "2022-11-02T14:00:00Z"},
		{"2022-11-02", 1, 0, false, "2022-11-02T14:00:00Z", "2022-11-03T14:00:00Z"},
		{"2022-11-03", 2, 0, false, "2022-11-03T14:00:00Z", "2022-11-04T14:00:00Z"},
		{"2022-11-04", 2, 0, false, "2022-11-04T14:00:00Z", "2022-11-05T14:00:00Z"},
		{"2022-11-05", 2, 1, false, "2022-11-05T14:00:00Z", "2022-11-06T15:00:00Z"},
		{"2022-11-06", 2, 1, true, "2022-11-05T14:00:00Z", ""},
	} {
		room := clean(t, c.now, archive)
		p := room.Posts[0]
		if len(p.Updates) != c.updates || len(p.Corrections) != c.corrections || (p.Retracted != nil) != c.retracted {
			t.Errorf("%s: %d updates, %d corrections, retracted %v", c.now, len(p.Updates), len(p.Corrections), p.Retracted != nil)
		}
		if got := stampOf(p.Updated); got != c.updated {
			t.Errorf("%s: updated %q, want %q", c.now, got, c.updated)
		}
		if got := stampOf(room.Next); got != c.next {
			t.Errorf("%s: next %q, want %q", c.now, got, c.next)
		}
	}
}

func TestTheChangeOfAPageWaitsForItsTime(t *testing.T) {
	const archive = "-- pages/about.md --\ntitle: x\nupdated: 2022-11-04 10:00\n"
	for now, want := range map[string][2]string{ // noon of a day; when it was updated, and what is next
		"2022-11-03": {"", "2022-11-04T14:00:00Z"}, "2022-11-04": {"2022-11-04T14:00:00Z", ""},
	} {
		room := clean(t, now, archive)
		if got := [2]string{stampOf(room.Pages[0].Updated), stampOf(room.Next)}; got != want {
			t.Errorf("%s: %q, want %q", now, got, want)
		}
	}
}

// stampOf prints an instant; the zero one is empty.
func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
