package render

import (
	"fmt"
	"html/template"
	"math"
	"strconv"

	"pressbox/internal/plan"
)

// A color is sRGB, each part from 0 to 255.
type color struct{ r, g, b uint8 }

func (c color) String() string { return fmt.Sprintf("#%02x%02x%02x", c.r, c.g, c.b) }

// parseColor reads #rrggbb.
func parseColor(s string) (color, bool) {
	if len(s) != 7 || s[0] != '#' {
		return color{}, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 32)
	return color{uint8(n >> 16), uint8(n >> 8), uint8(n)}, err == nil
}

// luminance is WCAG's relative luminance.
func (c color) luminance() float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.r) + 0.7152*part(c.g) + 0.0722*part(c.b)
}

// contrast is WCAG's ratio, from 1 to 21.
func contrast(a, b color) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// mix moves c towards to by n of 32 parts.
func (c color) mix(to color, n int) color {
	part := func(a, b uint8) uint8 { return uint8((int(a)*(32-n) + int(b)*n + 16) / 32) }
	return color{part(c.r, to.r), part(c.g, to.g), part(c.b, to.b)}
}

var (
	black = color{0, 0, 0}
	white = color{255, 255, 255}

	// The papers that a colour must stand out from. Themes may tint theirs a little,
	// so these are the darkest light and the lightest dark one that is reckoned with.
	lightPaper = color{0xee, 0xec, 0xe6}
	darkPaper  = color{0x22, 0x24, 0x28}

	// The colour of a team without one.
	neutral = color{0x5a, 0x5e, 0x66}
)

const (
	textContrast  = 4.5 // WCAG AA for text of any size
	shapeContrast = 3   // WCAG AA for what is not text
)

// ink returns black or white, whichever is read on c. One of them always
// reaches textContrast; white is preferred where both do.
func (c color) ink() color {
	if contrast(c, white) >= textContrast {
		return white
	}
	return black
}

// onPaper returns the first of a team's colours that stands out from paper, else
// the first one moved towards to until it does.
func onPaper(paper, to color, candidates ...color) color {
	for _, c := range candidates {
		if contrast(c, paper) >= shapeContrast {
			return c
		}
	}
	for n := range 32 {
		if c := candidates[0].mix(to, n); contrast(c, paper) >= shapeContrast {
			return c
		}
	}
	return to
}

// A look is a team's colours as they can be used.
type look struct {
	light, lightInk color // on light paper, and what is written on it
	dark, darkInk   color
	accent          color // a second colour that stands out from light; lightInk when the team has none
	css             template.CSS
}

func newLook(primary, accent string) look {
	p, hasPrimary := parseColor(primary)
	a, hasAccent := parseColor(accent)
	var candidates []color
	if hasPrimary {
		candidates = append(candidates, p)
	}
	if hasAccent {
		candidates = append(candidates, a)
	}
	if len(candidates) == 0 {
		candidates = []color{neutral}
	}
	l := look{light: onPaper(lightPaper, black, candidates...), dark: onPaper(darkPaper, white, candidates...)}
	l.lightInk, l.darkInk = l.light.ink(), l.dark.ink()
	l.accent = l.lightInk
	for _, c := range candidates {
		if contrast(c, l.light) >= shapeContrast {
			l.accent = c
		}
	}
	l.css = template.CSS(fmt.Sprintf("--team:%v;--team-ink:%v;--team-dark:%v;--team-dark-ink:%v;--team-trim:%v", l.light, l.lightInk, l.dark, l.darkInk, candidates[len(candidates)-1]))
	return l
}

// look returns the colours of a team: a TeamLink, a pointer to one, or none.
func (r *Renderer) look(team any) (look, error) {
	var key [2]string
	switch t := team.(type) {
	case nil:
	case plan.TeamLink:
		key = [2]string{t.Primary, t.Accent}
	case *plan.TeamLink:
		if t != nil {
			key = [2]string{t.Primary, t.Accent}
		}
	default:
		return look{}, mistakef("", "give it a TeamLink", "%T is no team", team)
	}
	if l, ok := r.looks.Load(key); ok {
		return l.(look), nil
	}
	l := newLook(key[0], key[1])
	r.looks.Store(key, l)
	return l, nil
}
