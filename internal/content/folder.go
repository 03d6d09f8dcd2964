package content

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/problem"
)

// Limits of what is read.
const (
	maxDocument = 4 << 20 // bytes; its body may have fewer
	maxAsset    = 2 << 30
	maxFolders  = 32 // within one another
)

// A file is one entry of the listing, not yet read.
type file struct {
	path  string // NFC, from the site's folder
	dir   string // as the file system has it
	name  string // as the file system has it
	kind  Kind
	asset bool
	stamp stamp
}

// A stamp is what a listing tells of a file. Files of one stamp hold the same bytes,
// unless they are young: a clock ticks slower than a program writes.
type stamp struct {
	size, modified int64 // bytes; nanoseconds
	changed        int64 // nanoseconds, of the inode; 0 where there is none
	inode          uint64
}

// when returns the time of the last change. Anyone can set a file's own time, but
// hardly that of its inode.
func (s stamp) when() int64 {
	if s.changed != 0 {
		return s.changed
	}
	return s.modified
}

// raw returns the path as the file system has it, when it is not f.path.
func (f *file) raw() string {
	if len(f.path) == len(f.dir)+1+len(f.name) && f.path[:len(f.dir)] == f.dir && f.path[len(f.dir)+1:] == f.name {
		return ""
	}
	return f.dir + "/" + f.name
}

// A listing is what lies below content/.
type listing struct {
	files    []file
	problems problem.List
	strays   map[string]bool // folders that were named as stray already
}

// list lists content/, which held about n files before. A site without it is an empty one.
func list(root *os.Root, n int) (*listing, error) {
	l := &listing{strays: map[string]bool{}, files: make([]file, 0, n+n/50)}
	if err := l.folder(root, Folder, Folder, 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	byPath := func(a, b file) int { return cmp.Compare(a.path, b.path) }
	if !slices.IsSortedFunc(l.files, byPath) {
		slices.SortStableFunc(l.files, byPath)
	}
	l.twins()
	return l, nil
}

// look lists only what is named, when that is enough to know what list would find
// now; else it returns nil. The rules of whole folders are list's alone, so it is
// enough only where none of them had anything to say, and when files are changed,
// removed, or added beside others.
func (m *memory) look(root *os.Root, named map[string]bool) *listing {
	if !m.plain {
		return nil
	}
	l := &listing{strays: map[string]bool{}}
	for path := range named {
		dir, name, below := cutLast(path)
		if !below || dir != Folder && !strings.HasPrefix(dir, Folder+"/") {
			if path == Folder {
				return nil
			}
			continue // of another folder of the site
		}
		old := m.at(path)
		st, err := root.Lstat(path)
		switch {
		case old == nil && errors.Is(err, fs.ErrNotExist):
			if m.holds(path + "/") {
				return nil // it was a folder
			}
			continue
		case old == nil && (ignored(name) || strings.Contains(path, "/.")):
			continue
		case old == nil && !m.holdsFile(dir), old != nil && old.oddity().raw != "":
			return nil
		case errors.Is(err, fs.ErrNotExist):
			continue // removed
		case err != nil || !st.Mode().IsRegular():
			return nil
		}
		if old == nil && (!utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || strings.Contains(name, `\`)) {
			return nil
		}
		l.file(file{path: path, dir: dir, name: name, stamp: stampOf(st)})
	}
	if len(l.problems) > 0 {
		return nil
	}
	slices.SortFunc(l.files, func(a, b file) int { return cmp.Compare(a.path, b.path) })
	return l
}

func cutLast(path string) (dir, name string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 || i == len(path)-1 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// holds reports whether a path begins with prefix.
func (m *memory) holds(prefix string) bool {
	i := sort.Search(len(m.records), func(i int) bool { return m.records[i].path >= prefix })
	return i < len(m.records) && strings.HasPrefix(m.records[i].path, prefix)
}

// holdsFile reports whether a file lies in the folder dir itself, by its own name.
func (m *memory) holdsFile(dir string) bool {
	for i := sort.Search(len(m.records), func(i int) bool { return m.records[i].path >= dir+"/" }); i < len(m.records) && strings.HasPrefix(m.records[i].path, dir+"/"); i++ {
		if r := &m.records[i]; r.oddity().raw == "" && !strings.Contains(r.path[len(dir)+1:], "/") {
			return true
		}
	}
	return false
}

// twins takes out files whose names are the same after normalisation: one of them
// would replace the other's page.
func (l *listing) twins() {
	out := l.files[:0]
	for i := 0; i < len(l.files); {
		n := i + 1
		for n < len(l.files) && l.files[n].path == l.files[i].path {
			n++
		}
		if n == i+1 {
			out = append(out, l.files[i])
		} else {
			for _, f := range l.files[i:n] {
				l.report(problem.PathClash, f.path, "another file here has the same name in other bytes: "+strconv.QuoteToASCII(f.dir+"/"+f.name),
					"rename or remove one; é can be written as one character or as two")
			}
		}
		i = n
	}
	l.files = out
}

func (l *listing) report(rule, path, text, hint string) {
	l.problems = append(l.problems, problem.New(rule, path, 0, 0, text, hint))
}

// folder lists one folder. Only the top one being unreadable is an error.
func (l *listing) folder(root *os.Root, dir, path string, depth int) error {
	fail := func(err error) error {
		if depth == 0 || errors.Is(err, fs.ErrNotExist) {
			return err
		}
		l.report(problem.BadFile, path, "the folder cannot be read: "+reason(err), "")
		return nil
	}
	if depth == 0 {
		if st, err := root.Lstat(dir); err != nil {
			return err
		} else if !st.IsDir() {
			l.report(problem.BadFile, path, "this is not a folder", "documents lie in folders below it")
			return nil
		}
	}
	f, err := root.OpenFile(dir, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return fail(err)
	}
	entries, err := f.ReadDir(-1)
	defer f.Close()
	if err != nil {
		return fail(err)
	}
	// In the order of whole paths: a/b stands after a.b and before a0.
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return comparePaths(a, b) })
	for _, e := range entries {
		name := e.Name()
		if ignored(name) {
			continue
		}
		if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || strings.Contains(name, `\`) {
			l.report(problem.BadPath, path+"/"+strings.Trim(strconv.QuoteToASCII(name), `"`), "the name "+strconv.QuoteToASCII(name)+" cannot be part of an address everywhere",
				"rename it without control characters and backslashes")
			continue
		}
		at := path + "/" + norm.NFC.String(name)
		switch t := e.Type(); {
		case t.IsDir():
			if depth >= maxFolders {
				l.report(problem.TooDeep, at, "folders lie more than "+strconv.Itoa(maxFolders)+" deep", "move them up")
				continue
			}
			if err := l.folder(root, dir+"/"+name, at, depth+1); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		case t&fs.ModeSymlink != 0:
			l.report(problem.BadFile, at, "this is a symbolic link, and could lead anywhere", "put the file itself here")
		case !t.IsRegular():
			l.report(problem.BadFile, at, "this is "+irregular(t)+" and not a file", "remove it")
		default:
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // removed in between
			}
			if err != nil {
				l.report(problem.BadFile, at, "the file cannot be read: "+reason(err), "")
				continue
			}
			l.file(file{path: at, dir: dir, name: name, stamp: stampOf(info)})
		}
	}
	return nil
}

// file sorts f into documents, assets, and what is neither.
func (l *listing) file(f file) {
	top, rest, inFolder := strings.Cut(f.path[len(Folder)+1:], "/")
	ext := extension(f.name)
	if ext != ".md" {
		switch strings.ToLower(ext) {
		case ".md", ".markdown", ".mdown", ".mkd", ".mdx":
			l.report(problem.StrayFile, f.path, "this file is not read", "name it "+strconv.Quote(strings.TrimSuffix(f.name, ext)+".md"))
			return
		}
		f.asset = true
		if f.stamp.size > maxAsset {
			l.report(problem.TooLarge, f.path, "the file has "+strconv.FormatInt(f.stamp.size, 10)+" bytes, more than can be published", "put it on a server of its own and link to it")
			return
		}
		l.files = append(l.files, f)
		return
	}
	kind := slices.Index(folders[:], top)
	if !inFolder || kind < 0 {
		place := f.path
		if inFolder {
			place = Folder + "/" + top
		}
		if !l.strays[place] {
			l.strays[place] = true
			text := "documents in this folder are not read"
			if !inFolder {
				text = "this document is not read"
			}
			hint := "documents lie in " + strings.Join(folders[:len(folders)-1], ", ") + " and " + folders[len(folders)-1]
			if near := problem.Nearest(top, folders[:]); near != "" && inFolder {
				hint = "did you mean " + Folder + "/" + near + "?"
			}
			l.report(problem.StrayFile, place, text, hint)
		}
		return
	}
	f.kind = Kind(kind)
	if strings.Contains(rest, "/") && !f.kind.nested() {
		l.report(problem.StrayFile, f.path, "this document is not read", "move it into "+Folder+"/"+top+": its name is its id, which has no folders")
		return
	}
	if f.stamp.size > maxDocument {
		l.report(problem.TooLarge, f.path, "the document has "+strconv.FormatInt(f.stamp.size, 10)+" bytes, more than the "+strconv.Itoa(maxDocument)+" that are read", "split it")
		return
	}
	l.files = append(l.files, f)
}

// ignored reports whether a name is one of those that editors, file managers and
// operating systems leave behind, or that is meant to be hidden.
func ignored(name string) bool {
	switch {
	case name[0] == '.', strings.HasSuffix(name, "~"), name[0] == '#' && strings.HasSuffix(name, "#"):
		return true
	case name == "4913", name == "Thumbs.db", name == "desktop.ini", strings.HasPrefix(name, "___jb_"):
		return true
	}
	switch strings.ToLower(extension(name)) {
	case ".swp", ".swo", ".swx", ".tmp", ".part", ".crdownload":
		return true
	}
	return false
}

func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}

// comparePaths orders the entries of a folder as the paths of all that lies in them.
func comparePaths(a, b fs.DirEntry) int {
	x, y := a.Name(), b.Name()
	n := min(len(x), len(y))
	if c := strings.Compare(x[:n], y[:n]); c != 0 {
		return c
	}
	end := func(s string, e fs.DirEntry) int {
		switch {
		case len(s) > n:
			return int(s[n])
		case e.IsDir():
			return '/'
		}
		return -1
	}
	return end(x, a) - end(y, b)
}

func irregular(t fs.FileMode) string {
	switch {
	case t&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case t&fs.ModeSocket != 0:
		return "a socket"
	case t&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		return "a device"
	}
	return "something else"
}

// reason returns what is wrong without the path, which the problem has already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
