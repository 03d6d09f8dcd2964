package config

import (
	"fmt"
	"regexp"
	"strings"

	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// look reads logo, colors and fonts.
func (p *parser) look() {
	c := &p.c.Look
	if v, ok := p.Value("logo"); ok {
		if v.Kind == meta.Text {
			c.Logo = p.address(v, "logo", true, false)
		} else if r, ok := p.Map("logo"); ok {
			c.Logo = p.link(r, "src", true)
			c.LogoAlt, _ = r.Text("alt")
			p.number(r, "width", 1, 2000, &c.LogoWidth)
			p.number(r, "height", 1, 2000, &c.LogoHeight)
			r.Done(map[string]string{"url": `use "src"`, "path": `use "src"`})
		}
	}
	if r, ok := p.Map("colors", "colours"); ok {
		p.color(r, "paper", &c.Paper)
		p.color(r, "ink", &c.Ink)
		p.color(r, "accent", &c.Accent)
		p.color(r, "dark_paper", &c.DarkPaper)
		p.color(r, "dark_ink", &c.DarkInk)
		p.color(r, "dark_accent", &c.DarkAccent)
		r.Done(map[string]string{"background": `use "paper"`, "text": `use "ink"`, "primary": `use "accent"`})
	}
	if r, ok := p.Map("fonts"); ok {
		p.font(r, "headline", &c.HeadlineFont)
		p.font(r, "text", &c.TextFont)
		p.font(r, "interface", &c.InterfaceFont)
		r.Done(map[string]string{"body": `use "text"`, "headings": `use "headline"`, "heading": `use "headline"`, "ui": `use "interface"`})
	}
}

func (p *parser) color(r *meta.Reader, key string, into *string) {
	v, ok := r.Scalar(key)
	if !ok {
		return
	}
	text := strings.ToLower(strings.TrimSpace(v.Text))
	if regexp.MustCompile(`^#[0-9a-f]{3}$`).MatchString(text) {
		text = fmt.Sprintf("#%c%c%c%c%c%c", text[1], text[1], text[2], text[2], text[3], text[3])
	}
	if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(text) {
		p.Report(problem.BadColor, v, fmt.Sprintf("%q is not a colour", v.Text), `write it like "#003594", in quotes`)
		return
	}
	*into = text
}

// font takes names of fonts and nothing that could leave the declaration in the
// style sheet.
func (p *parser) font(r *meta.Reader, key string, into *string) {
	v, ok := r.Scalar(key)
	if !ok {
		return
	}
	text := strings.TrimSpace(v.Text)
	name := `("[A-Za-z0-9 ._-]+"|'[A-Za-z0-9 ._-]+'|-?[A-Za-z_][A-Za-z0-9 _-]*)`
	if !regexp.MustCompile(`^` + name + `( *, *` + name + `)*$`).MatchString(text) {
		p.Report(problem.BadValue, v, fmt.Sprintf("%q is not a list of fonts", v.Text), `write it like "Charter, Georgia, serif"`)
		return
	}
	*into = text
}
