package newsroom

import (
	"strings"

	"github.com/gosimple/unidecode"
	"golang.org/x/text/unicode/norm"
)

// Slug makes of a name or title what can be part of an address: a-z, 0-9 and single
// hyphens. It may be empty. Marks inside a word are dropped and not turned into
// hyphens: D’Andre Swift is dandre-swift, C.J. Mosley is cj-mosley.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range unidecode.Unidecode(norm.NFC.String(text)) {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		case strings.ContainsRune("'`\".", r):
			continue
		default:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}
