package render

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"pressbox/internal/plan"
)

var (
	// In the refresh, the address ends at a quote of the kind it began with; it has none.
	inRefresh  = strings.NewReplacer(`"`, "%22", `'`, "%27", " ", "%20")
	inAbsolute = strings.NewReplacer(`"`, "%22", " ", "%20")
)

// redirect makes a page that leads on without a server's help.
func (r *Renderer) redirect(w *bytes.Buffer, d *plan.Redirect) error {
	to, absolute := inRefresh.Replace(oneLine(d.To)), inAbsolute.Replace(oneLine(d.Absolute))
	language := r.site.Language
	if language == "" {
		language = "en"
	}
	fmt.Fprintf(w, `<!doctype html>
<html lang="%s">
<head>
<meta charset="utf-8">
<title>%s</title>
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<link rel="canonical" href="%s">
<meta http-equiv="refresh" content="0; url=%s">
</head>
<body>
<p><a href="%s">%s</a></p>
</body>
</html>
`, html.EscapeString(language), html.EscapeString(absolute), html.EscapeString(absolute), html.EscapeString(to), html.EscapeString(to), html.EscapeString(absolute))
	return nil
}

// What the strictest host that reads _redirects takes: beyond it, the pages lead on.
const (
	maxRedirects    = 2000
	maxRedirectLine = 1000
)

// redirectList makes the _redirects file that some hosts read.
func (r *Renderer) redirectList(w *bytes.Buffer, l *plan.RedirectList) error {
	written := 0
	for _, d := range l.Redirects {
		line := redirectField(d.From, "#?") + " " + redirectField(d.To, "") + " 301\n"
		if written == maxRedirects {
			break
		}
		if len(line) > maxRedirectLine {
			continue
		}
		w.WriteString(line)
		written++
	}
	return nil
}

// redirectField escapes what ends a field, begins a comment or stands for a
// pattern there.
func redirectField(s, also string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`*:"\`+also, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
