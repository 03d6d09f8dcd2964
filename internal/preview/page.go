package preview

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/site"
)

// own is the path below which the preview's own files lie. No post can claim it:
// an address never begins with an underscore.
const own = "/_pressbox/"

// maxURL is far above any address of a site, and below what costs anything.
const maxURL = 8 << 10

// patient is how long an answer may take to be read.
const patient = 2 * time.Minute

// ServeHTTP answers with the file of the plan that the path names, and with
// nothing else.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A reader who takes nothing is not waited for.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patient))
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case !s.guard.host(r.Host):
		http.Error(w, fmt.Sprintf("this preview does not answer to the host name %q; open it as localhost, or start it with --bind", r.Host), http.StatusMisdirectedRequest)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "a preview can only be read", http.StatusMethodNotAllowed)
		return
	case len(r.RequestURI) > maxURL:
		http.Error(w, "the address is too long", http.StatusRequestURITooLong)
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, own); ok {
		s.serveOwn(w, r, name)
		return
	}
	v := s.current(r.Context())
	if v.site.Plan == nil || len(v.site.Plan.Files) == 0 {
		s.serveHTML(w, r, http.StatusServiceUnavailable, []byte(nothingYet), "")
		return
	}
	in, f, redirect, ok := v.find(r.URL.Path)
	switch {
	case redirect != "":
		h.Set("Location", redirect)
		w.WriteHeader(http.StatusFound)
	case ok:
		s.serveFile(w, r, v, in, f, http.StatusOK)
	default:
		s.serveFile(w, r, v, in, f, http.StatusNotFound)
	}
}

// nothingYet is shown when the folder never gave a site: the panel over it says
// why.
const nothingYet = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pressbox</title><meta name="color-scheme" content="light dark"></head>
<body><p>The site cannot be shown yet. This page comes alive as soon as the problems are mended.</p></body></html>
`

// locate returns the file of p that the path of a request names, or where the
// request is to go instead.
func locate(p *plan.Plan, request string) (file, redirect string, ok bool) {
	base := "/"
	if p.Site != nil && p.Site.Base != "" {
		base = p.Site.Base
	}
	if request == "/" && base != "/" || request+"/" == base {
		return "", base, false
	}
	name, below := strings.CutPrefix(request, base)
	if !below || strings.ContainsAny(name, "\\\x00") {
		return "", "", false
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	// Only what the plan lists is served, so no spelling of .. leads anywhere.
	if _, ok := p.Lookup(name); ok {
		return name, "", true
	}
	if f, ok := p.Lookup(name + "/index.html"); ok {
		return "", f.URL, false
	}
	return "", "", false
}

// cannotYet is shown of a page that never could be made: the panel over it says where
// the problem is.
const cannotYet = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pressbox</title><meta name="color-scheme" content="light dark"></head>
<body><p>This page cannot be made yet. It comes alive as soon as the problem is mended.</p>
<pre style="white-space: pre-wrap">%s</pre></body></html>
`

// serveFile answers with the bytes of a file of in.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, v *view, in *site.Site, f plan.File, status int) {
	m := v.make(in, f)
	if m.err != nil {
		s.fails(v, in, failed(m.err))
	}
	isPage := plan.MediaType(f.Path) == "text/html; charset=utf-8"
	body := m.bytes
	if body != nil && isPage { // a page's many pictures do not make it forgotten
		s.shown.put(f.Path, body, in.Plan.Site.Static, m.parts)
	} else if last, ok := s.shown.get(f.Path); ok && body == nil {
		body = last.bytes // the panel says why it is not the newest
	}
	switch {
	case body == nil && !isPage && errors.Is(m.err, fs.ErrNotExist): // what the last good pages show need not be there
		http.Error(w, f.From+" is gone", http.StatusNotFound)
		return
	case body == nil:
		s.serveHTML(w, r, http.StatusInternalServerError, fmt.Appendf(nil, cannotYet, html.EscapeString(m.err.Error())), "")
		return
	}
	if f.Template == plan.RedirectTo {
		if to, ok := f.Data().(*plan.Redirect); ok {
			w.Header().Set("Location", to.To)
			status = http.StatusFound
		}
	}
	if isPage {
		s.serveHTML(w, r, status, body, s.beside(in.Plan, body))
		return
	}
	w.Header().Set("Content-Type", plan.MediaType(f.Path))
	http.ServeContent(w, r, path.Base(f.Path), time.Time{}, bytes.NewReader(body))
}

// serveHTML answers with a page, the preview's script added at its end. files is
// what beside returned.
func (s *Server) serveHTML(w http.ResponseWriter, r *http.Request, status int, page []byte, files string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	body := withScript(page, files)
	if status == http.StatusOK {
		http.ServeContent(w, r, "index.html", time.Time{}, bytes.NewReader(body))
		return
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// withScript adds the one line that makes a page live.
func withScript(page []byte, files string) []byte {
	line := fmt.Appendf(nil, "<script src=\"%sclient.js\" data-sum=\"%s\" data-files=\"%s\" async></script>\n", own, digest.Of(page).Short(), files)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	return bytes.Join([][]byte{page[:at], line, page[at:]}, nil)
}

var attribute = regexp.MustCompile(`="([^"]*)"`)

// beside names the state of the files that a page shows at an address which stays
// when they change: pictures above all.
func (s *Server) beside(p *plan.Plan, page []byte) string {
	hashed := map[string]bool{}
	for _, address := range p.Site.Static {
		hashed[address] = true
	}
	var state []byte
	for _, m := range attribute.FindAllSubmatch(page, -1) {
		for _, address := range strings.Fields(strings.ReplaceAll(html.UnescapeString(string(m[1])), ",", " ")) { // srcset has many
			u, err := url.Parse(address)
			if err != nil || hashed[u.Path] {
				continue
			}
			name, _, _ := locate(p, u.Path)
			f, ok := p.Lookup(name)
			if !ok || f.Made() {
				continue
			}
			if info, err := os.Lstat(filepath.Join(s.opt.Site.Dir, filepath.FromSlash(f.From))); err == nil {
				state = fmt.Appendf(state, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	return digest.Of(state).Short()
}
