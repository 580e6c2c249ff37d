//go:build freebsd || darwin || netbsd

package disk

import "syscall"

func changeTime(st *syscall.Stat_t) int64 { return st.Ctimespec.Nano() }
