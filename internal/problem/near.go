package problem

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Nearest returns the candidate that name was probably meant to be, or "" when
// none is near: about a third of its letters, and never more than three, may
// differ. Of equally near ones the first in order of text wins.
func Nearest(name string, candidates []string) string {
	best, nearest := "", min(3, (utf8.RuneCountInString(name)+1)/3)+1
	lower := strings.ToLower(name)
	has := letters(lower)
	for _, c := range candidates {
		// Names that differ much in length are never near; this saves the work.
		if d := len(c) - len(name); d > 4*nearest || d < -4*nearest {
			continue
		}
		other := strings.ToLower(c)
		if bits.OnesCount64(has^letters(other)) > 2*nearest { // a change takes one letter away and brings one
			continue
		}
		d := levenshtein.ComputeDistance(lower, other)
		if d < nearest || d == nearest && best != "" && c < best {
			best, nearest = c, d
		}
	}
	return best
}

// letters returns the set of letters of a text, some of which share a bit.
func letters(text string) (set uint64) {
	for _, r := range text {
		set |= 1 << (r & 63)
	}
	return set
}

// DidYouMean returns the hint that names the nearest candidate, or "" when none is near.
func DidYouMean(name string, candidates []string) string {
	if near := Nearest(name, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}
