package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// statics are the files of static/, the site's laid over the theme's.
type statics struct {
	root  *os.Root
	theme fs.FS
	files []static // in path order
}

// A static is one file, with what tells without reading it that it is the same.
type static struct {
	plan.Static
	themes bool // it is the theme's
	stamp  stamp
}

// readStatics finds and digests the files of static/. What previous knows of an
// unchanged file is not read again, unless it is among changed.
func readStatics(root *os.Root, theme fs.FS, previous *statics, changed []string) (*statics, problem.List, error) {
	s := &statics{root: root, theme: theme}
	var problems problem.List
	found := map[string]static{}
	if theme != nil {
		err := fs.WalkDir(theme, "static", func(name string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && name == "static" {
				return nil
			}
			if err != nil || e.IsDir() || private(e.Name()) {
				return err
			}
			f := static{Static: plan.Static{Path: strings.TrimPrefix(name, "static/")}, themes: true}
			err = f.read(theme, name)
			found[f.Path] = f
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	site := root.FS()
	unread := func(name, what string, err error) {
		var inner *fs.PathError
		if errors.As(err, &inner) {
			err = inner.Err
		}
		problems = append(problems, problem.New(problem.BadFile, name, 0, 0, fmt.Sprintf("the %s cannot be read: %v", what, err), ""))
	}
	err := fs.WalkDir(site, "static", func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == "static" && errors.Is(err, fs.ErrNotExist):
			return nil
		case errors.Is(err, fs.ErrPermission):
			unread(name, "folder", err)
			return nil
		case name == "static" && (err != nil || !e.IsDir()):
			problems = append(problems, problem.New(problem.BadFile, name, 0, 0,
				"static is not a folder inside the site", "put a folder in its place"))
			return fs.SkipAll
		case err != nil:
			return err
		case private(e.Name()) && name != "static":
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		}
		info, err := fs.Stat(site, name) // a link is followed, but never out of the site
		if err != nil || !info.Mode().IsRegular() {
			problems = append(problems, problem.New(problem.BadFile, name, 0, 0, fmt.Sprintf("%q is not a file that can be published", path.Base(name)),
				"put a plain file in its place; a link may lead to a file inside the site only"))
			return nil
		}
		f := static{Static: plan.Static{Path: strings.TrimPrefix(name, "static/")}, stamp: stampOf(info)}
		if known, ok := previous.find(f.Path); ok && !known.themes && known.stamp == f.stamp && !slices.Contains(changed, name) {
			f = known
		} else if err := f.read(site, name); err != nil {
			unread(name, "file", err)
			return nil
		}
		found[f.Path] = f
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, f := range found {
		s.files = append(s.files, f)
	}
	slices.SortFunc(s.files, func(a, b static) int { return cmp.Compare(a.Path, b.Path) })
	return s, problems, nil
}

func (s *statics) find(name string) (static, bool) {
	if s == nil {
		return static{}, false
	}
	i, ok := slices.BinarySearchFunc(s.files, name, func(f static, name string) int { return cmp.Compare(f.Path, name) })
	if !ok {
		return static{}, false
	}
	return s.files[i], true
}

// list returns the files as plan wants them.
func (s *statics) list() []plan.Static {
	list := make([]plan.Static, len(s.files))
	for i, f := range s.files {
		list[i] = f.Static
	}
	return list
}

// open opens a file below static/.
func (s *statics) open(name string) (io.ReadCloser, error) {
	f, ok := s.find(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: "static/" + name, Err: fs.ErrNotExist}
	}
	if f.themes {
		return s.theme.Open("static/" + name)
	}
	return s.root.Open("static/" + name)
}

// private reports whether a file of static/ is a leftover of some program rather
// than something to publish. Other hidden files are published: .well-known.
func private(name string) bool {
	switch name {
	case ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".gitignore", ".gitkeep", ".gitattributes", ".keep", ".svn", ".hg", ".idea", ".vscode":
		return true
	}
	return strings.HasPrefix(name, "._") || strings.HasPrefix(name, ".#") || strings.HasSuffix(name, "~") ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") || strings.HasPrefix(name, ".") && isSwap(path.Ext(name))
}

// isSwap reports whether vim names its swap files so.
func isSwap(ext string) bool { return len(ext) == 4 && strings.HasPrefix(ext, ".sw") }

// read digests the file, and measures it if it is a picture.
func (f *static) read(fsys fs.FS, name string) error {
	file, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	h := sha256.New()
	var head bytes.Buffer
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif":
		if _, err := io.CopyN(io.MultiWriter(h, &head), file, content.HeadSize); err != nil && err != io.EOF {
			return err
		}
		f.Width, f.Height = content.Dimensions(head.Bytes())
	}
	rest, err := io.Copy(h, file)
	f.Sum, f.Size = digest.Digest(h.Sum(nil)), int64(head.Len())+rest
	return err
}
