package render

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A glyph is a capital drawn as the strokes of block lettering: straight lines on
// a grid six units high, with corners cut at 45 degrees as on a jersey, so that it
// needs no font and holds from 24 to 160 pixels.
type glyph struct {
	width float64
	path  string
}

var glyphs = map[rune]glyph{
	'A': {4, "M0 6V1L1 0H3L4 1V6M0 3.6H4"},
	'B': {4, "M0 3H3L4 4V5L3 6H0V0H3L4 1V2L3 3"},
	'C': {4, "M4 1.4V1L3 0H1L0 1V5L1 6H3L4 5V4.6"},
	'D': {4, "M0 0H3L4 1V5L3 6H0Z"},
	'E': {3.6, "M3.6 0H0V6H3.6M0 3H2.8"},
	'F': {3.6, "M3.6 0H0V6M0 3H2.8"},
	'G': {4, "M4 1.4V1L3 0H1L0 1V5L1 6H3L4 5V3.4H2.6"},
	'H': {4, "M0 0V6M4 0V6M0 3H4"},
	'I': {2.4, "M0 0H2.4M1.2 0V6M0 6H2.4"},
	'J': {3.8, "M3.8 0V5L2.8 6H1L0 5V4.4"},
	'K': {4, "M0 0V6M4 0V.8L1.8 3H0M1.8 3L4 5.2V6"},
	'L': {3.4, "M0 0V6H3.4"},
	'M': {5.2, "M0 6V0H.5L2.6 2.8L4.7 0H5.2V6"},
	'N': {4.2, "M0 6V0H.4L3.8 6H4.2V0"},
	'O': {4, "M1 0H3L4 1V5L3 6H1L0 5V1Z"},
	'P': {4, "M0 6V0H3L4 1V2.4L3 3.4H0"},
	'Q': {4, "M1 0H3L4 1V5L3 6H1L0 5V1ZM2.7 4.6L4 5.9"},
	'R': {4, "M0 6V0H3L4 1V2.2L3 3.2H0M2 3.2L4 5.2V6"},
	'S': {4, "M4 1.4V1L3 0H1L0 1V2L1 3H3L4 4V5L3 6H1L0 5V4.6"},
	'T': {4, "M0 0H4M2 0V6"},
	'U': {4, "M0 0V5L1 6H3L4 5V0"},
	'V': {4.2, "M0 0V3.2L1.7 6H2.5L4.2 3.2V0"},
	'W': {5.4, "M0 0V5L1 6H1.7L2.7 5V2.4M2.7 5L3.7 6H4.4L5.4 5V0"},
	'X': {4, "M0 0V1L4 5V6M4 0V1L0 5V6"},
	'Y': {4, "M0 0V1.8L1.6 3.4H2.4L4 1.8V0M2 3.4V6"},
	'Z': {4, "M0 0H4V1L0 5V6H4"},
}

const (
	glyphHeight = 6.0
	glyphStroke = 1.4
	glyphGap    = 0.95 // of paper between two letters
)

// monogram draws initials on a plate with two cut corners and a rule at its foot.
// Its colours are attributes, which a style sheet can override by the classes
// and the properties that teamstyle sets; it says nothing to a screen reader,
// since the name stands beside it.
func (r *Renderer) monogram(initials string, team any) (template.HTML, error) {
	l, err := r.look(team)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="monogram" style="%s" width="48" height="48" viewBox="0 0 48 48" aria-hidden="true" focusable="false">`, l.css)
	fmt.Fprintf(&b, `<path class="monogram-plate" fill="%v" d="M5 0H48V43L43 48H0V5Z"/>`, l.light)
	fmt.Fprintf(&b, `<path class="monogram-rule" fill="%v" d="M6 39H42V42H6Z"/>`, l.accent)
	writeLetters(&b, initials, l.lightInk)
	b.WriteString(`</svg>`)
	return template.HTML(b.String()), nil
}

func writeLetters(b *strings.Builder, initials string, ink color) {
	letters, drawn := lettersOf(initials)
	if len(letters) == 0 {
		return
	}
	if !drawn {
		size := map[int]int{1: 24, 2: 21, 3: 15}[len(letters)]
		fmt.Fprintf(b, `<text class="monogram-letters" fill="%v" x="24" y="21.5" text-anchor="middle" dominant-baseline="central" font-weight="700" font-size="%d">%s</text>`,
			ink, size, template.HTMLEscapeString(string(letters)))
		return
	}
	width := glyphStroke + float64(len(letters)-1)*(glyphStroke+glyphGap)
	for _, c := range letters {
		width += glyphs[c].width
	}
	scale := min(36/width, 3.3)
	x := 24 - scale*(width-glyphStroke)/2
	y := 20.5 - scale*glyphHeight/2
	fmt.Fprintf(b, `<g class="monogram-letters" fill="none" stroke="%v" stroke-width="%v" stroke-linecap="square" transform="translate(%s %s) scale(%s)">`,
		ink, glyphStroke, short(x), short(y), short(scale))
	at := 0.0
	for _, c := range letters {
		g := glyphs[c]
		if at == 0 {
			fmt.Fprintf(b, `<path d="%s"/>`, g.path)
		} else {
			fmt.Fprintf(b, `<path transform="translate(%s)" d="%s"/>`, short(at), g.path)
		}
		at += g.width + glyphStroke + glyphGap
	}
	b.WriteString(`</g>`)
}

// lettersOf returns at most three letters, and whether glyphs draws all of them.
func lettersOf(initials string) (letters []rune, drawn bool) {
	for _, c := range norm.NFD.String(strings.ToUpper(initials)) {
		if _, ok := glyphs[c]; ok && len(letters) < 3 {
			letters = append(letters, c)
		} else if c > 0x7f && !combining(c) {
			// Another script: its letters as they are, by whatever font there is.
			return []rune(initials)[:min(3, len([]rune(initials)))], false
		}
	}
	return letters, true
}

func combining(c rune) bool { return c >= 0x300 && c <= 0x36f }

// short prints a length with two digits after the point, the same everywhere.
func short(f float64) string {
	s := strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0")
	return strings.TrimSuffix(s, ".")
}
