// Package scaffold turns what somebody wants to write about into the files to
// write in: a new site, or one document of it.
//
// Its one law: a file that exists is never written to.
package scaffold

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// files are the files of a new site. Each is a text/template over Site, with
// brackets of its own, since workflows are full of {{ }}.
//
//go:embed all:site ci
var files embed.FS

// pages is the workflow of a new site that is told of no other.
const pages = "site/dot-github/workflows/pages.yml"

// workflow returns the template of the workflow for a service, and where it
// belongs; ok is false for a service that is not known.
func workflow(service string) (name, out string, ok bool) {
	switch service {
	case "", "github":
		return pages, ".github/workflows/pages.yml", true
	case "gitlab":
		return "ci/gitlab.yml", ".gitlab-ci.yml", true
	case "cloudflare", "netlify":
		return "ci/" + service + ".yml", ".github/workflows/" + service + ".yml", true
	}
	return "", "", false
}

// Services returns the names that Site.CI can have.
func Services() []string { return []string{"cloudflare", "github", "gitlab", "netlify"} }

// A Site is what a new site is told at its birth.
type Site struct {
	ID     string // never changes; the ids of feeds and posts hang on it
	Title  string
	Date   string // of the first post
	Source string // owner/name of the repository that holds Pressbox; empty when unknown
	Ref    string // the revision of it; empty for its default branch
	CI     string // one of Services; empty for github

	Schemas map[string][]byte // for editors, by kind of document
}

// Write writes the files of a new site below root and returns their paths, and
// the paths of files that were there already and were left.
func (s Site) Write(root *os.Root) (written, left []string, err error) {
	put := func(name string, text []byte) error {
		switch err := Create(root, name, text); {
		case errors.Is(err, fs.ErrExist):
			left = append(left, name)
		case err != nil:
			return err
		default:
			written = append(written, name)
		}
		return nil
	}
	err = fs.WalkDir(files, "site", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out := strings.TrimPrefix(name, "site/")
		if rest, ok := strings.CutPrefix(out, "dot-"); ok {
			out = "." + rest // a .gitignore here would hold for this repository
		}
		if name == pages {
			name, out, _ = workflow(s.CI)
		}
		text, err := s.fill(name)
		if err != nil {
			return err
		}
		return put(out, text)
	})
	for _, kind := range slices.Sorted(maps.Keys(s.Schemas)) {
		if err == nil {
			err = put(".vscode/"+kind+".schema.json", s.Schemas[kind])
		}
	}
	return written, left, err
}

// WriteWorkflow writes the workflow alone, into a site that there is already. It
// fails with fs.ErrExist when there is a file of its name.
func (s Site) WriteWorkflow(root *os.Root) (out string, err error) {
	name, out, _ := workflow(s.CI)
	text, err := s.fill(name)
	if err != nil {
		return out, err
	}
	return out, Create(root, out, text)
}

// fill fills in a template.
func (s Site) fill(name string) ([]byte, error) {
	t, err := template.New(name).Delims("<%", "%>").Funcs(template.FuncMap{"yaml": Scalar}).ParseFS(files, name)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	err = t.ExecuteTemplate(&text, path.Base(name), s)
	return text.Bytes(), err
}

// A Document is a file to begin: its front matter, and hints in it that wait to be used.
type Document struct {
	Path   string // from the site's folder
	Fields []Field
	Hints  []string // lines of front matter, written as comments
}

// A Field is a key of front matter. Without values it is left out; several are a list.
type Field struct {
	Key    string
	Values []string
}

// Text returns the document.
func (d Document) Text() []byte {
	var b bytes.Buffer
	b.WriteString("---\n")
	for _, f := range d.Fields {
		values := slices.DeleteFunc(slices.Clone(f.Values), func(v string) bool { return v == "" })
		switch len(values) {
		case 0:
		case 1:
			fmt.Fprintf(&b, "%s: %s\n", f.Key, Scalar(values[0]))
		default:
			for i, v := range values {
				values[i] = Scalar(v)
			}
			fmt.Fprintf(&b, "%s: [%s]\n", f.Key, strings.Join(values, ", "))
		}
	}
	for _, h := range d.Hints {
		b.WriteString("# " + h + "\n")
	}
	b.WriteString("---\n\n")
	return b.Bytes()
}

// Write writes the document below root. It fails with fs.ErrExist when there is a
// file of its name.
func (d Document) Write(root *os.Root) error { return Create(root, d.Path, d.Text()) }

// Create writes a file that must not exist yet.
func Create(root *os.Root, name string, text []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, root.Remove(name)) // half of it would be taken for all
	}
	return nil
}

// plain is what means itself in YAML wherever it stands, and times of day.
var plain = regexp.MustCompile(`^[\pL\pN]([\pL\pN .’'()/_-]|[0-9]:[0-9])*$`)

// Scalar writes s as a YAML scalar. A string of JSON is one of YAML, too.
func Scalar(s string) string {
	if plain.MatchString(s) && !strings.HasSuffix(s, " ") && !strings.EqualFold(s, "null") {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
