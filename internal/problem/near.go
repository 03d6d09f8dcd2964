package problem

import (
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
	for _, c := range candidates {
		// Names that differ much in length are never near; this saves the work.
		if d := len(c) - len(name); d > 4*nearest || d < -4*nearest {
			continue
		}
		d := levenshtein.ComputeDistance(lower, strings.ToLower(c))
		if d < nearest || d == nearest && best != "" && c < best {
			best, nearest = c, d
		}
	}
	return best
}

// DidYouMean returns the hint that names the nearest candidate, or "" when none is near.
func DidYouMean(name string, candidates []string) string {
	if near := Nearest(name, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}
