package publish

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// guard refuses an output folder in which building could damage what is not ours.
func guard(dir, out, home string) error {
	if info, err := os.Stat(out); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file (name a folder to build into)", out)
	}
	real, err := realPath(out)
	if err != nil {
		return err
	}
	site, err := realPath(dir)
	if err != nil {
		return err
	}
	if err := contained(dir, out, site, real); err != nil {
		return err
	}
	if real == filepath.Dir(real) {
		return fmt.Errorf("%s is the top of the file system (name a folder of its own to build into)", out)
	}
	if within(real, site) {
		return fmt.Errorf("%s holds the site itself (name a folder of its own to build into)", out)
	}
	for _, name := range []string{"content", "templates", "static", "cmd", "internal", ".pressbox", ".git"} {
		used, err := realPath(filepath.Join(site, name))
		if err != nil {
			return err
		}
		if within(used, real) || within(real, used) {
			return fmt.Errorf("%s overlaps %s, which the site is made from (name a folder of its own to build into)", out, name)
		}
	}
	if home != "" {
		if home, err := realPath(home); err == nil && within(real, home) {
			return fmt.Errorf("%s is your home folder or holds it (name a folder of its own to build into)", out)
		}
	}
	return nil
}

// contained refuses an output folder that a link leads away from where it was
// named, for a site can come with a link in place of public/: out of the site if
// the folder is in the site, else out of the folder that the link stands in.
func contained(dir, out, site, real string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	named, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	bounds := site
	if !within(dir, named) {
		if info, err := os.Lstat(named); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return nil
		}
		if bounds, err = realPath(filepath.Dir(named)); err != nil {
			return err
		}
	}
	if within(bounds, real) {
		return nil
	}
	return fmt.Errorf("a link leads from %s to %s (name that folder with -o, if it is meant)", out, real)
}

// within reports whether path is folder or lies below it.
func within(folder, path string) bool {
	rest, err := filepath.Rel(folder, path)
	return err == nil && rest != ".." && !strings.HasPrefix(rest, ".."+string(filepath.Separator))
}

// realPath is the absolute path without symbolic links. Of a path that does not
// exist yet, the part that does is resolved.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, nil
	}
	if !os.IsNotExist(err) || path == filepath.Dir(path) {
		return "", err
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return "", fmt.Errorf("%s is a link that leads nowhere", path)
	}
	parent, err := realPath(filepath.Dir(path))
	if err != nil {
		return "", err
	}
	return filepath.Join(parent, filepath.Base(path)), nil
}
