package render

import (
	"html/template"
	"strings"

	"pressbox/internal/plan"
)

// lookStyle writes what site.yaml changes of the theme as rules of CSS. Colours
// count for one scheme each, for a light one on dark paper would not be read; the
// tones between ink and paper follow. config has let nothing through that could
// end a declaration.
func lookStyle(l plan.Look) template.CSS {
	var b strings.Builder
	rule := func(condition string, declarations ...string) {
		var set strings.Builder
		for i := 0; i < len(declarations); i += 2 {
			if declarations[i+1] != "" {
				set.WriteString(declarations[i] + ":" + declarations[i+1] + ";")
			}
		}
		if set.Len() == 0 {
			return
		}
		rules := ":root{" + strings.TrimSuffix(set.String(), ";") + "}"
		if condition != "" {
			rules = "@media " + condition + "{" + rules + "}"
		}
		b.WriteString(rules)
	}
	tones := func(paper, ink string) (soft, hair string) {
		if paper == "" && ink == "" {
			return "", ""
		}
		return "color-mix(in srgb,var(--ink) 72%,var(--paper))", "color-mix(in srgb,var(--ink) 18%,var(--paper))"
	}
	soft, hair := tones(l.Paper, l.Ink)
	rule("print,(prefers-color-scheme:light)", "--paper", l.Paper, "--ink", l.Ink, "--soft", soft, "--hair", hair, "--accent", l.Accent)
	soft, hair = tones(l.DarkPaper, l.DarkInk)
	rule("screen and (prefers-color-scheme:dark)", "--paper", l.DarkPaper, "--ink", l.DarkInk, "--soft", soft, "--hair", hair, "--accent", l.DarkAccent)
	rule("", "--head", l.HeadlineFont, "--text", l.TextFont, "--ui", l.InterfaceFont)
	return template.CSS(b.String())
}
