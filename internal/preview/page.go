package preview

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
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
	"pressbox/internal/problem"
	"pressbox/internal/render"
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
	name, redirect, ok := locate(v.site.Plan, r.URL.Path)
	switch {
	case redirect != "":
		h.Set("Location", redirect)
		w.WriteHeader(http.StatusFound)
	case ok:
		s.serveFile(w, r, v, name, http.StatusOK)
	default:
		s.serveFile(w, r, v, "404.html", http.StatusNotFound)
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

// serveFile answers with the bytes of the file at name.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, v *view, name string, status int) {
	f, ok := v.site.Plan.Lookup(name)
	if !ok {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	body, err := read(v.site, f)
	if err != nil {
		s.fails(v, failed(err))
	}
	isPage := plan.MediaType(name) == "text/html; charset=utf-8"
	if err == nil && isPage { // a page's many pictures do not make it forgotten
		s.shown.put(name, body, v.site.Plan.Site.Static, v.site.Renderer.Parts(f))
	} else if last, ok := s.shown.get(name); ok && err != nil {
		body, err = last.bytes, nil // the panel says why it is not the newest
	}
	switch {
	case !isPage && errors.Is(err, fs.ErrNotExist): // what the last good pages show need not be there
		http.Error(w, f.From+" is gone", http.StatusNotFound)
		return
	case err != nil:
		s.serveHTML(w, r, http.StatusInternalServerError, []byte("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Pressbox</title></head>\n<body><pre>"+html.EscapeString(err.Error())+"</pre></body></html>\n"), "")
		return
	}
	if f.Template == plan.RedirectTo {
		if to, ok := f.Data().(*plan.Redirect); ok {
			w.Header().Set("Location", to.To)
			status = http.StatusFound
		}
	}
	if isPage {
		s.serveHTML(w, r, status, body, s.beside(v.site.Plan, body))
		return
	}
	w.Header().Set("Content-Type", plan.MediaType(name))
	http.ServeContent(w, r, path.Base(name), time.Time{}, bytes.NewReader(body))
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

// read returns the bytes of f, the same that build writes.
func read(in *site.Site, f plan.File) ([]byte, error) {
	r, err := in.Open(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// failed returns the problem of a page that cannot be made, if that is what err is.
func failed(err error) problem.List {
	var failure *render.Failure
	if errors.As(err, &failure) {
		return problem.List{failure.Problem}
	}
	if err != nil {
		return problem.List{{Severity: problem.Error, Rule: "machine", Text: err.Error()}}
	}
	return nil
}
